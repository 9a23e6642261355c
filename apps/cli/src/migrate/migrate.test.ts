import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrateConfig } from './migrate-config.ts';
import { migrateTasks } from './migrate-tasks.ts';
import { rewriteFile } from './rewrite-file.ts';

describe('a configuration of PoppoBuilder Suite', () => {
  it('keeps its language and its other keys, and says what is removed', () => {
    const { value, changes } = migrateConfig({
      language: { primary: 'en', fallback: 'ja' },
      systemPrompt: { enforceLanguage: true, customInstructions: 'Be brief.', tone: 'kind' },
      issues: { mode: 'comment' },
    });
    expect(value).toEqual({ language: 'en', issues: { mode: 'comment' } });
    expect(changes).toEqual([
      '"language" is "en" in place of an object.',
      '"language.fallback" ("ja") is removed: there is one language for prompts and replies.',
      '"systemPrompt.enforceLanguage" is removed: the agent is always asked to reply in "language".',
      '"systemPrompt.customInstructions" is removed: put the instructions into CLAUDE.md, which the agent reads. They were: "Be brief.".',
      '"systemPrompt.tone" is removed: there is nothing like it.',
    ]);
  });

  it.each([
    [{ language: { fallback: 'ja' } }, { language: 'ja' }],
    [{ language: {} }, {}],
    [{ systemPrompt: {} }, {}],
    [{ systemPrompt: null, language: 'en' }, { language: 'en' }],
  ])('becomes ours: %j', (config, ours) => {
    const { value, changes } = migrateConfig(config);
    expect(value).toEqual(ours);
    expect(changes).toHaveLength(1);
  });

  it.each([{}, { language: 'en' }, { agent: { model: 'opus' } }])('is ours already: %j', (config) => {
    expect(migrateConfig(config)).toEqual({ value: config, changes: [] });
  });
});

describe('tasks of PoppoBuilder Suite', () => {
  it('get our types, one by one in an array', () => {
    const types = ['issue-processing', 'custom-command', 'comment-processing', 'pr-processing'];
    const { value, changes } = migrateTasks(types.map((type, index) => ({ id: `${index}`, type })));
    expect(value).toEqual([
      { id: '0', type: 'process-issue' },
      { id: '1', type: 'custom-command' },
      { id: '2', type: 'process-comment' },
      { id: '3', type: 'process-pr' },
    ]);
    expect(changes[1]).toBe('task 3: "type" is "process-comment" in place of "comment-processing".');
    expect(migrateTasks({ type: 'pr-processing', prNumber: 3 }).value).toEqual({
      type: 'process-pr',
      prNumber: 3,
    });
  });

  it.each([null, 'text', { type: 'toString' }, [1]])('stay as they are when they are none: %j', (value) => {
    expect(migrateTasks(value)).toEqual({ value, changes: [] });
  });
});

describe('rewriting a file', () => {
  const migrate = migrateTasks;

  function writeTask(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-migrate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'task.json');
    writeFileSync(path, text, { mode: 0o640 });
    return path;
  }

  const namesBeside = (path: string): string[] => readdirSync(join(path, '..')).toSorted();

  it('keeps what it was, and its indentation', () => {
    const text = '{\n    "type": "pr-processing"\n}\n';
    const path = writeTask(text);
    expect(rewriteFile(path, { dryRun: false, migrate })).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(text.replace('pr-processing', 'process-pr'));
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe(text);
    expect(rewriteFile(path, { dryRun: false, migrate })).toEqual([]);
    expect(namesBeside(path)).toEqual(['task.json', 'task.json.bak']);
  });

  it('writes nothing when it only looks', () => {
    const path = writeTask('{"type":"pr-processing"}');
    expect(rewriteFile(path, { dryRun: true, migrate })).toHaveLength(1);
    expect(namesBeside(path)).toEqual(['task.json']);
  });

  it('never overwrites what an earlier one has kept', () => {
    const path = writeTask('{"type":"pr-processing"}');
    writeFileSync(`${path}.bak`, 'kept');
    expect(() => rewriteFile(path, { dryRun: false, migrate })).toThrow('task.json.bak exists already');
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe('kept');
    expect(readFileSync(path, 'utf8')).toContain('pr-processing');
  });

  it('names a file that is absent, no JSON, or a link', () => {
    const path = writeTask('{');
    const options = { dryRun: false, migrate };
    expect(() => rewriteFile(path, options)).toThrow('is not valid JSON');
    expect(() => rewriteFile(`${path}.absent`, options)).toThrow('does not exist. Check the path.');
    symlinkSync(path, `${path}.link`);
    expect(() => rewriteFile(`${path}.link`, options)).toThrow('is a link');
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeSystemPrompt, readProjectInstructions } from './project-instructions.ts';

const FILES = ['CLAUDE.md', '.claude/CLAUDE.md'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-instructions-'));
  mkdirSync(join(folder, 'project', '.claude'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readProjectInstructions', () => {
  it('is undefined when there are none', async () => {
    expect(await readProjectInstructions(join(folder, 'project'), FILES)).toBeUndefined();
  });

  it('consists of both files, one after the other', async () => {
    writeFileSync(join(folder, 'project', 'CLAUDE.md'), 'one');
    writeFileSync(join(folder, 'project', '.claude', 'CLAUDE.md'), 'two');
    expect(await readProjectInstructions(join(folder, 'project'), FILES)).toBe('one\n\ntwo');
  });

  it('leaves out a link that leads out of the project', async () => {
    writeFileSync(join(folder, 'private'), 'not yours');
    symlinkSync(join(folder, 'private'), join(folder, 'project', 'CLAUDE.md'));
    expect(await readProjectInstructions(join(folder, 'project'), FILES)).toBeUndefined();
  });
});

describe('composeSystemPrompt', () => {
  it('is nothing when there is nothing to say', () => {
    expect(composeSystemPrompt(undefined, undefined)).toBeUndefined();
  });

  it('keeps within what one argument may hold, and cuts no character', () => {
    const prompt = composeSystemPrompt('ä'.repeat(200_000), '🦢'.repeat(200_000)) ?? '';
    expect(Buffer.byteLength(prompt)).toBeLessThan(128 * 1024);
    expect(prompt).not.toContain('\uFFFD');
    expect(prompt).toContain('bytes left out');
  });
});

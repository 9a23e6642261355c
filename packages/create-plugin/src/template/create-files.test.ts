import { describe, expect, it } from 'vitest';
import type { Language, PluginOption } from '../plugin-options.ts';
import { readOwnManifest } from '../package-folder.ts';
import { createFiles } from './create-files.ts';

const npm = { name: 'npm', version: '11.19.1' } as const;

/** The files of a plugin with a name in which the template's own occurs. */
function filesOf(language: Language, options: readonly PluginOption[] = [], name = '@acme/my-task-two') {
  return createFiles({ name, language, options, manager: npm });
}

const manifestOf = (files: ReadonlyMap<string, string>): Record<string, Record<string, unknown>> =>
  JSON.parse(files.get('package.json') ?? '') as Record<string, Record<string, unknown>>;

describe('the files of a plugin', () => {
  it.each(['typescript', 'javascript'] as const)('are complete in %s', (language) => {
    const end = language === 'typescript' ? 'ts' : 'js';
    const sources = [
      'handler.test',
      'handler',
      'index.test',
      'index',
      'text-files',
      'trigger.test',
      'trigger',
    ];
    const expected = [
      '.changeset/config.json',
      '.changeset/first-release.md',
      '.github/workflows/ci.yml',
      '.github/workflows/release.yml',
      '.gitignore',
      '.oxlintrc.json',
      'LICENSE',
      'README.md',
      'package.json',
      ...sources.map((file) => `src/${file}.${end}`),
      'task.json',
      'try.js',
      'tsconfig.json',
    ];
    expect([...filesOf(language, ['service', 'trigger']).keys()].toSorted()).toEqual(expected.toSorted());
  });

  it('have nothing left of the template', () => {
    for (const language of ['typescript', 'javascript'] as const) {
      for (const options of [[], ['service'], ['trigger']] as const) {
        const text = [...filesOf(language, options, 'checker').values()].join('\n');
        expect(text).not.toMatch(/my-task|only: |YEAR/);
      }
    }
  });

  it('name the package and its task type', () => {
    const files = filesOf('typescript', ['service']);
    expect(files.get('src/index.ts')).toContain("name: '@acme/my-task-two',");
    expect(files.get('src/text-files.ts')).toContain("id: '@acme/my-task-two/TextFiles'");
    expect(JSON.parse(files.get('task.json') ?? '')).toMatchObject({ type: 'my-task-two' });
    expect(files.get('.changeset/first-release.md')).toContain("'@acme/my-task-two': minor");
  });

  it('have no line of a service where none was chosen', () => {
    expect([...filesOf('typescript').values()].join('\n')).not.toMatch(/TextFiles|text-files/);
  });

  it('publish a scoped package for all to see', () => {
    expect(manifestOf(filesOf('typescript'))['publishConfig']).toEqual({
      provenance: true,
      access: 'public',
    });
    expect(manifestOf(filesOf('typescript', [], 'checker'))['publishConfig']).toEqual({ provenance: true });
  });

  it('speak of the package manager that is used', () => {
    const manager = { name: 'pnpm', version: '12.21.0' } as const;
    const files = createFiles({ name: 'checker', language: 'typescript', options: [], manager });
    expect(files.get('README.md')).toContain('`pnpm test`');
    expect(files.get('.github/workflows/ci.yml')).toContain('- run: pnpm install --frozen-lockfile\n');
    expect(files.get('.github/workflows/ci.yml')).not.toMatch(/npm ci|yarn/);
  });

  it('pin Yarn, which continuous integration starts by its version, and have it install into node_modules', () => {
    const manager = { name: 'yarn', version: '4.18.1' } as const;
    const files = createFiles({ name: 'checker', language: 'typescript', options: [], manager });
    expect(manifestOf(files)['packageManager']).toBe('yarn@4.18.1');
    expect(files.get('.yarnrc.yml')).toContain('nodeLinker: node-modules');
  });

  it('depend on nothing whose version the release does not know', () => {
    const { devDependencies } = readOwnManifest();
    for (const language of ['typescript', 'javascript'] as const) {
      const ours = manifestOf(filesOf(language))['devDependencies'] ?? {};
      expect(devDependencies).toMatchObject(ours);
    }
  });
});

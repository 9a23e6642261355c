import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ObservedExecutor } from './observed-executor.ts';
import { parameters, TIME_LIMIT } from './settings.ts';

const FILES = ['config.json', 'credentials.json'];

/** What may lie where a settings file is expected, by what makes it. */
const ODDITIES: Readonly<Record<string, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path, { mode: 0o700 }),
  'a pipe': (path) => execFileSync('mkfifo', ['-m', '600', path]),
  'a link to an endless device': (path) => symlinkSync('/dev/zero', path),
  'a link to the standard input': (path) => symlinkSync('/dev/stdin', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to a file of the system': (path) => symlinkSync('/etc/passwd', path),
  'a file that is far too large': (path) => writeFileSync(path, ' '.repeat(2 ** 22), { mode: 0o600 }),
  'deeply nested JSON': (path) => writeFileSync(path, '['.repeat(500_000), { mode: 0o600 }),
  'no text': (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 0x7b]), { mode: 0o600 }),
};
const oddities = FILES.flatMap((file) =>
  Object.entries(ODDITIES).map(([name, make]) => [name, file, make] as const),
);

const keys = [
  'language',
  'issues',
  'agent',
  'permissions',
  'github',
  'githubToken',
  'secrets',
  'environment',
];
const content = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc
    .dictionary(fc.oneof(fc.constantFrom(...keys, '__proto__', 'constructor'), fc.string()), fc.jsonValue())
    .map((value) => JSON.stringify(value)),
);

describe.skipIf(process.platform === 'win32')('any content of .poppo', () => {
  let root: string;
  let observed: ObservedExecutor;
  let task: Readonly<Record<string, unknown>>;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-hostile-')));
    const projectPath = join(root, 'project');
    mkdirSync(join(projectPath, '.poppo'), { recursive: true });
    observed = new ObservedExecutor({ homeFolder: join(root, 'home') });
    observed.executor.registerTaskHandler('no-op', () => Promise.resolve({ success: true }));
    task = { id: 'task', type: 'no-op', projectId: 'project', projectPath };
  });

  afterEach(async () => {
    await observed[Symbol.asyncDispose]();
    rmSync(root, { recursive: true });
  });

  test.each(oddities)('%s as %s is rejected', async (_name, file, make) => {
    make(join(root, 'project', '.poppo', file));
    expect(await observed.run(task)).toMatchObject({ error: { code: 'INVALID_CONFIG' } });
  });

  test("a link to another project's credentials is rejected", async () => {
    const others = join(root, 'others.json');
    writeFileSync(others, '{ "githubToken": "a-token-of-another-project" }', { mode: 0o600 });
    symlinkSync(others, join(root, 'project', '.poppo', 'credentials.json'));
    expect(await observed.run(task)).toMatchObject({ error: { code: 'INVALID_CONFIG' } });
  });

  test(
    'any text is used, or rejected with INVALID_CONFIG',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...FILES), content, async (file, text) => {
          writeFileSync(join(root, 'project', '.poppo', file), text, { mode: 0o600 });
          const outcome = await observed.run(task);
          expect(['INVALID_CONFIG', undefined]).toContain(
            'error' in outcome ? outcome.error.code : undefined,
          );
        }),
        parameters,
      );
    },
    TIME_LIMIT,
  );
});

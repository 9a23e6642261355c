import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { linkPackage } from '../support/plugin-package.ts';
import { parseJsonLines, runPoppo } from '../support/poppo.ts';
import { readmeExample } from '../support/readme.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const run = promisify(execFile);
const guide = (name: string): string => readmeExample('docs/guide', name, 'writing-a-plugin.md');

it(
  'the files that the plugin guide prints build, are packed, and run once they are installed',
  { timeout: 120_000 },
  async () => {
    await using world = await TemporaryProject.create();
    await world.write('package.json', guide('package.json'));
    await world.write('tsconfig.json', guide('tsconfig.json'));
    await world.write('src/index.ts', guide('count'));
    await linkPackage(world, '@poppobuilder/core', 'packages/core');
    await linkPackage(world, '@types/node', 'node_modules/@types/node');
    await linkPackage(world, 'typescript', 'node_modules/typescript');
    await linkPackage(world, 'zod', 'apps/cli/node_modules/zod');
    const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` };
    const { stdout: packed } = await run('npm', ['pack', '--silent'], { cwd: world.folder, env });

    const installed = 'app/node_modules/@acme/count';
    await world.write('app/package.json', { dependencies: { '@acme/count': '^1.0.0' } });
    await world.write(`${installed}/tarball.txt`, packed);
    const into = ['--strip-components=1', '-C', join(world.folder, installed)];
    await run('tar', ['-xzf', join(world.folder, packed.trim()), ...into]);
    await world.write('project/words.txt', 'one word\nanother word\n');
    const task = world.task({ type: 'count-words', command: undefined, args: undefined, word: 'word' });
    const file = await world.write('app/task.json', task);
    const app = { cwd: join(world.folder, 'app'), home: world.home };
    const { stdout } = await runPoppo(['run', file, '--json'], app);
    expect(parseJsonLines(stdout).find(({ event }) => event === 'task-completed')).toMatchObject({
      result: { success: true, lines: 2 },
    });
  },
);

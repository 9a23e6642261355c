import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { linkPackage } from '../support/plugin-package.ts';
import { type PoppoResult, runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { listBlocks } from './blocks/list-blocks.ts';

const blocks = listBlocks('docs/getting-started.md');

function block(name: string): string {
  const found = blocks.find(({ example }) => example === name);
  if (found === undefined) throw new Error(`The page has no example ${name}.`);
  return found.text;
}

/** Output without what differs between runs: durations, and the version of git. */
const stable = (output: string): string =>
  output.replaceAll(/[\d.]+ m?s\b/g, 'N ms').replaceAll(/git version .*/g, 'git version');

describe('five minutes to the first task', { timeout: 60_000 }, () => {
  it('works as the page prints it', async () => {
    await using world = await TemporaryProject.create();
    const own = (text: string): string => text.replace('/home/me/my-app', world.project);
    const poppo = (name: string, cwd: string): Promise<PoppoResult> =>
      runPoppo(block(name).split(' ').slice(1), { cwd, home: world.home });

    await world.write('task.json', own(block('task')));
    const first = await poppo('run', world.folder);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(stable(first.stdout)).toBe(stable(block('output')));

    await world.write('greet/package.json', block('package.json'));
    await world.write('greet/index.js', block('index.js'));
    await world.write('greet.json', own(block('greet task')));
    await linkPackage(world, '@poppobuilder/core', 'packages/core');
    await linkPackage(world, 'zod', 'apps/cli/node_modules/zod');
    const second = await poppo('run greet', join(world.folder, 'greet'));
    expect(stable(second.stdout)).toBe(stable(block('greet output')));
    expect(second).toMatchObject({ exitCode: 0 });
  });
});

describe('the executor of the guide', () => {
  it('is the example, of at most 30 lines', async () => {
    const guide = listBlocks('docs/guide/building-an-executor.md').find(
      ({ example }) => example === 'two-plugins',
    );
    const program = await readFile(join(root, 'examples/two-plugins/main.js'), 'utf8');
    expect(`${guide?.text}\n`).toBe(program);
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(30);
  });
});

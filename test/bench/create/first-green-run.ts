import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalRegistry } from '../../support/registry/local-registry.ts';
import { programs } from '../../support/registry/programs.ts';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const run = promisify(execFile);

/** What the guide of Vitest starts with, on what the template exports. create-vite has no template with tests. */
const VITE_TEST = `import { expect, test } from 'vitest';
import { setupCounter } from './counter';

test('counts clicks', () => {
  const listeners: (() => void)[] = [];
  const button = { innerHTML: '', addEventListener: (_: string, listener: () => void) => listeners.push(listener) };
  setupCounter(button as unknown as HTMLButtonElement);
  listeners[0]?.();
  expect(button.innerHTML).toBe('Count is 1');
});
`;

/**
 * From `npm create` to the first green run of the contract suite, compared with `npm create vite`, Vitest added, and its
 * first green test. Both install from a registry on this machine, with npm's cache warm.
 */
export async function benchFirstGreenRun(): Promise<Row[]> {
  using folders = new ProjectFolders();
  await using registry = await LocalRegistry.start();
  let round = 0;
  const npm = (cwd: string, ...args: readonly string[]): Promise<unknown> =>
    run(process.execPath, [programs.npm, ...args], { cwd, env: registry.env });
  const comparison = await compare(
    async () => {
      const folder = folders.add(`plugin-${(round += 1)}`);
      await npm(folder, 'create', '@poppobuilder/plugin@latest', 'my-task');
      const plugin = join(folder, 'my-task');
      await npm(plugin, 'install');
      await npm(plugin, 'test');
    },
    async () => {
      const folder = folders.add(`vite-${(round += 1)}`);
      await npm(folder, 'create', 'vite@latest', 'app', '--', '--template', 'vanilla-ts', '--no-interactive');
      const app = join(folder, 'app');
      await npm(app, 'install', '--save-dev', 'vitest');
      mkdirSync(join(app, 'src'), { recursive: true });
      writeFileSync(join(app, 'src/counter.test.ts'), VITE_TEST);
      await npm(app, 'exec', 'vitest', 'run');
    },
    { rounds: 3, time: 1, unit: 'ms' },
  );
  return [ratioRow('npm create to the first green run: plugin / create-vite with Vitest', comparison, 2)];
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WatchedProject } from './caller-descriptors.ts';

const cli = fileURLToPath(new URL('../../../apps/cli/bin/poppo.js', import.meta.url));
const host = fileURLToPath(new URL('task-host.ts', import.meta.url));

/** How the host runs its task, and the processes that are below it at the least meanwhile. */
type Mode = { readonly mode: 'in-process' | 'process' | 'sandbox'; readonly processes: number };

/** Tests of descriptors that the caller of a host leaves open: none reaches a process below the host. */
export function testDescriptors({ mode, processes }: Mode): void {
  it('of the command line keep all descriptors of its caller from what it starts', async () => {
    using project = new WatchedProject();
    const file = join(project.folder, 'task.json');
    writeFileSync(file, JSON.stringify(project.task));
    const how = mode === 'in-process' ? ['--in-process'] : ['--isolation', mode];
    const sight = await project.watch([cli, 'run', ...how, file]);
    expect(sight).toMatchObject({ leaks: [], exitCode: 0 });
    expect(sight.processes).toBeGreaterThanOrEqual(processes);
  });

  it('of a program keep all descriptors of its caller from what they start', async () => {
    using project = new WatchedProject();
    const sight = await project.watch([host, mode, project.home, JSON.stringify(project.task)]);
    expect(sight).toMatchObject({ leaks: [], exitCode: 0 });
    expect(sight.processes).toBeGreaterThanOrEqual(processes);
  });
}

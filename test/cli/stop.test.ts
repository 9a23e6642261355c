import { describe, expect, it, vi } from 'vitest';
import { parseJsonLines, RunningPoppo } from '../support/poppo.ts';
import { processesNaming } from '../support/processes.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { ALL_WAYS, NO_SANDBOX } from '../support/ways.ts';

const ENDLESS = 'console.log("begun"); setInterval(() => {}, 1000);';
const STUBBORN = `process.on("SIGTERM", () => console.log("not yet")); ${ENDLESS}`;

describe.concurrent.each(ALL_WAYS)('poppo run stops $title,', { timeout: 30_000 }, (variant) => {
  sampleVariants(variant, ALL_WAYS);
  const { flags: way } = variant;

  /** Starts tasks, the first of which runs one of the scripts above, and waits until that has begun. */
  async function start(world: TemporaryProject, content: unknown, flags = ['--json']): Promise<RunningPoppo> {
    const file = await world.write('tasks.json', content);
    const options = { cwd: world.folder, home: world.home };
    const poppo = new RunningPoppo(['run', file, ...way, ...flags], options);
    await poppo.seen(/\bbegun(?=\\n|\n)/);
    return poppo;
  }

  /** A task whose process can be told by the folder in its arguments. */
  const scriptIn = (world: TemporaryProject, script: string, fields: object = {}): Record<string, unknown> =>
    world.script(`${script} // ${world.folder}`, fields);

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('cleanly on %s', async (signal) => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, [scriptIn(world, ENDLESS), scriptIn(world, ENDLESS, { id: 'task-2' })]);
    expect(processesNaming(world.folder)).not.toEqual([]);
    poppo.process.kill(signal);
    const { exitCode, stdout } = await poppo.ended;
    const lines = parseJsonLines(stdout);
    expect(exitCode).toBe(130);
    expect(lines.filter(({ event }) => event === 'task-cancelled')).toMatchObject([
      { task: { id: 'task-1' }, reason: `stopped by ${signal}` },
      { task: { id: 'task-2' }, reason: `stopped by ${signal}`, duration: 0 },
    ]);
    expect(lines.filter(({ event }) => event === 'task-started')).toHaveLength(1);
    expect(processesNaming(world.folder)).toEqual([]);
  });

  it('a command that ignores SIGTERM, after the grace', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, scriptIn(world, STUBBORN));
    expect(processesNaming(world.folder)).not.toEqual([]);
    poppo.process.kill('SIGINT');
    expect(await poppo.ended).toMatchObject({ exitCode: 130 });
    expect(processesNaming(world.folder)).toEqual([]);
  });

  it('at once on a second SIGINT, and kills running commands', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, scriptIn(world, STUBBORN));
    expect(processesNaming(world.folder)).not.toEqual([]);
    poppo.process.kill('SIGINT');
    await poppo.seen(/"message":"not yet/);
    poppo.process.kill('SIGINT');
    const { exitCode, stdout } = await poppo.ended;
    expect(exitCode).toBe(130);
    // A clean stop, which waits for the grace, would have told of the task's end.
    expect(stdout).not.toContain('task-cancelled');
    // `expect.poll()` knows no test where several run at once.
    await vi.waitFor(() => expect(processesNaming(world.folder)).toEqual([]), 20_000);
  });

  it('and says so in readable output', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, scriptIn(world, ENDLESS), []);
    poppo.process.kill('SIGINT');
    const { stdout, stderr } = await poppo.ended;
    expect(stderr.replace(NO_SANDBOX, '')).toBe(
      'Stopping because of SIGINT. Send it again to quit immediately.',
    );
    expect(stdout).toMatch(/task-1: cancelled after .*: stopped by SIGINT$/);
  });

  it('when nobody reads its output any more', async () => {
    await using world = await TemporaryProject.create();
    const script = `setInterval(() => console.log("more"), 10); ${ENDLESS}`;
    const poppo = await start(world, scriptIn(world, script));
    expect(processesNaming(world.folder)).not.toEqual([]);
    poppo.process.stdout.destroy();
    const { exitCode, stderr } = await poppo.ended;
    expect([exitCode, stderr.replace(NO_SANDBOX, '')]).toEqual([130, '']);
    expect(processesNaming(world.folder)).toEqual([]);
  });
});

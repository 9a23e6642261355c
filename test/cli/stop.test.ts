import { describe, expect, it, vi } from 'vitest';
import { parseJsonLines, RunningPoppo } from '../support/poppo.ts';
import { isRunning } from '../support/processes.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const ENDLESS = 'console.log("pid=" + process.pid); setInterval(() => {}, 1000);';
const STUBBORN = `process.on("SIGTERM", () => console.log("not yet")); ${ENDLESS}`;

async function start(world: TemporaryProject, content: unknown, flags = ['--json']): Promise<RunningPoppo> {
  const file = await world.write('tasks.json', content);
  return new RunningPoppo(['run', file, ...flags], { cwd: world.folder, home: world.home });
}

/** The process id that the command of a task wrote. */
async function commandPid(poppo: RunningPoppo): Promise<number> {
  const [, pid] = await poppo.seen(/\bpid=(\d+)(?=\\n|\n)/);
  return Number(pid);
}

describe.concurrent('poppo run stops', { timeout: 20_000 }, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('cleanly on %s', async (signal) => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, [world.script(ENDLESS), world.script(ENDLESS, { id: 'task-2' })]);
    const pid = await commandPid(poppo);
    poppo.process.kill(signal);
    const { exitCode, stdout } = await poppo.ended;
    const lines = parseJsonLines(stdout);
    expect(exitCode).toBe(130);
    expect(lines.filter(({ event }) => event === 'task-cancelled')).toMatchObject([
      { task: { id: 'task-1' }, reason: `stopped by ${signal}` },
      { task: { id: 'task-2' }, reason: `stopped by ${signal}`, duration: 0 },
    ]);
    expect(lines.filter(({ event }) => event === 'task-started')).toHaveLength(1);
    expect(isRunning(pid)).toBe(false);
  });

  it('a command that ignores SIGTERM, after the grace', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, world.script(STUBBORN));
    const pid = await commandPid(poppo);
    poppo.process.kill('SIGINT');
    expect(await poppo.ended).toMatchObject({ exitCode: 130 });
    expect(isRunning(pid)).toBe(false);
  });

  it('at once on a second SIGINT, and kills what runs', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, world.script(STUBBORN));
    const pid = await commandPid(poppo);
    poppo.process.kill('SIGINT');
    await poppo.seen(/"message":"not yet/);
    poppo.process.kill('SIGINT');
    const { exitCode, stdout } = await poppo.ended;
    expect(exitCode).toBe(130);
    // A clean stop, which waits for the grace, would have told of the task's end.
    expect(stdout).not.toContain('task-cancelled');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });

  it('and says so to people', async () => {
    await using world = await TemporaryProject.create();
    const poppo = await start(world, world.script(ENDLESS), []);
    await commandPid(poppo);
    poppo.process.kill('SIGINT');
    const { stdout, stderr } = await poppo.ended;
    expect(stderr).toBe('Stopping because of SIGINT; once more ends everything at once.');
    expect(stdout).toMatch(/task-1: cancelled after .*: stopped by SIGINT$/);
  });

  it('when nobody reads its output any more', async () => {
    await using world = await TemporaryProject.create();
    const script = `setInterval(() => console.log("more"), 10); ${ENDLESS}`;
    const poppo = await start(world, world.script(script));
    const pid = await commandPid(poppo);
    poppo.process.stdout.destroy();
    expect(await poppo.ended).toMatchObject({ exitCode: 130, stderr: '' });
    expect(isRunning(pid)).toBe(false);
  });
});

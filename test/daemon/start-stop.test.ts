import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PoppoResult, RunningPoppo, runPoppo } from '../support/poppo.ts';
import { fileWritten, processesNaming } from '../support/processes.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const PATIENTLY = { timeout: 60_000, interval: 50 };

let world: TemporaryProject;
let daemon: RunningPoppo | undefined;

beforeAll(async () => {
  world = await TemporaryProject.create();
  // When we are root, the server's user has to enter it.
  await chmod(world.folder, 0o711);
  await chmod(world.home, 0o711);
  await world.write('poppobuilder.config.json', {
    slots: 1,
    isolation: 'process',
    http: { port: 0 },
    projects: { demo: { path: world.project } },
  });
});

afterAll(async () => {
  daemon?.process.kill('SIGKILL');
  await daemon?.ended;
  for (const pid of processesNaming(world.folder)) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => processesNaming(world.folder).length === 0, PATIENTLY);
  await world[Symbol.asyncDispose]();
});

const options = (): { cwd: string; home: string } => ({ cwd: world.folder, home: world.home });

/** Starts a daemon, and resolves once it is ready. */
async function start(): Promise<RunningPoppo> {
  daemon = new RunningPoppo(['start', '--json'], options());
  await daemon.seen(/"event":"ready"/);
  return daemon;
}

/** Submits a task that writes down each start, and ends once it is let go. */
async function submit(id: string): Promise<void> {
  const script = `
    fs.appendFileSync('${id}-begun', process.pid + '\\n');
    console.log('begun');
    setInterval(() => fs.existsSync('${id}-go') && process.exit(), 50); // ${world.folder}`;
  const { projectPath: _configured, ...task } = world.script(script, { id });
  const file = await world.write(`${id}.json`, task);
  expect(await runPoppo(['submit', file, '--json'], options())).toMatchObject({ exitCode: 0 });
}

const begun = async (id: string): Promise<string> => fileWritten(join(world.project, `${id}-begun`));

const letGo = async (id: string): Promise<string> => world.write(`project/${id}-go`, '');

async function show(id: string): Promise<{ state: string; attempts: { outcome?: string }[] }> {
  const { stdout } = await runPoppo(['show', id, '--json'], options());
  return JSON.parse(stdout) as { state: string; attempts: { outcome?: string }[] };
}

/** Resolves when the command of a task has begun again. */
async function begunAgain(id: string, times: number): Promise<void> {
  await vi.waitFor(async () => expect((await begun(id)).trim().split('\n')).toHaveLength(times), PATIENTLY);
}

async function endsWithNothingLeft({ ended }: RunningPoppo): Promise<PoppoResult> {
  const result = await ended;
  await vi.waitFor(() => expect(processesNaming(world.folder)).toEqual([]), PATIENTLY);
  return result;
}

it('is the only daemon of its home, and names itself to a second one', async () => {
  const first = await start();
  const { exitCode, stderr } = await runPoppo(['start'], options());
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toContain(`process id ${first.process.pid}`);
}, 120_000);

it('lets running tasks finish on SIGTERM, and starts nothing that waits', async () => {
  const running = daemon ?? (await start());
  await submit('running');
  await begun('running');
  await submit('waiting');
  running.process.kill('SIGTERM');
  await vi.waitFor(async () => {
    const { stdout } = await runPoppo(['status', '--json'], options());
    expect(JSON.parse(stdout)).toMatchObject({ state: 'draining' });
  }, PATIENTLY);
  await letGo('running');
  expect(await endsWithNothingLeft(running)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(world.project, 'waiting-begun'))).toBe(false);
}, 120_000);

it('hands running tasks back on a second SIGTERM, which counts as no failure', async () => {
  const running = await start();
  await begun('waiting');
  expect(await show('running')).toMatchObject({ state: 'succeeded', attempts: [{ outcome: 'succeeded' }] });
  running.process.kill('SIGTERM');
  running.process.kill('SIGINT');
  await endsWithNothingLeft(running);
  await start();
  await begunAgain('waiting', 2);
  expect((await show('waiting')).attempts.map(({ outcome }) => outcome)).not.toContain('failed');
}, 120_000);

it('ends its commands after kill -9, and runs them again after the next start, which whoever follows the log sees', async () => {
  const running = daemon ?? (await start());
  const logs = new RunningPoppo(['logs', '-f', 'waiting'], options());
  await logs.seen(/begun/);
  running.process.kill('SIGKILL');
  await running.ended;
  const commands = (): number[] => processesNaming("'waiting-begun'");
  await vi.waitFor(() => expect(commands()).toEqual([]), PATIENTLY);
  const next = await start();
  await begunAgain('waiting', 3);
  await letGo('waiting');
  await vi.waitFor(
    async () => expect(await show('waiting')).toMatchObject({ state: 'succeeded' }),
    PATIENTLY,
  );
  const followed = await logs.ended;
  expect([followed.exitCode, followed.stderr]).toEqual([0, '']);
  next.process.kill('SIGTERM');
  expect(await endsWithNothingLeft(next)).toMatchObject({ exitCode: 0 });
}, 180_000);

it('shows the log of a task to whoever asked for it before the daemon was started', async () => {
  expect(await runPoppo(['logs', 'waiting'], options())).toMatchObject({ exitCode: 3 });
  const logs = new RunningPoppo(['logs', '-f', 'waiting'], options());
  await start();
  await logs.seen(/begun/);
  expect(await logs.ended).toMatchObject({ exitCode: 0, stderr: '' });
}, 120_000);

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claudeBinary } from '../support/claude-binary.ts';
import { RunningPoppo } from '../support/poppo.ts';
import { processesNaming } from '../support/processes.ts';
import { type ScriptedApi, startScriptedApi } from '../support/scripted-api.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const PATIENTLY = { timeout: 60_000, interval: 100 };
/** What the real CLI computes for a request with this usage is above a dollar and below twenty, whatever the model. */
const USAGE = { input_tokens: 1_000_000, output_tokens: 10 };

let project: TemporaryProject;
let api: ScriptedApi;
let daemon: RunningPoppo | undefined;

beforeEach(async () => {
  project = await TemporaryProject.create();
  // When we are root, the server's user has to enter it.
  for (const path of [project.folder, project.home]) chmodSync(path, 0o711);
});

afterEach(async () => {
  daemon?.process.kill('SIGKILL');
  await daemon?.ended;
  daemon = undefined;
  for (const pid of processesNaming(project.folder)) process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => processesNaming(project.folder).length === 0, PATIENTLY);
  await api[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

/** Starts a daemon whose agent is the real CLI and asks a model that never stops using its tool. */
async function start(budgets: object): Promise<DaemonClient> {
  api = await startScriptedApi([
    { toolCalls: [{ name: 'Bash', arguments: JSON.stringify({ command: 'true' }) }], usage: USAGE },
  ]);
  const config = await project.write('poppobuilder.config.json', {
    http: { port: 0 },
    slots: 1,
    isolation: 'process',
    projects: {
      shop: { path: project.project, budgets, agent: { command: claudeBinary(), allowedTools: ['Bash'] } },
    },
  });
  daemon = new RunningPoppo(['start', '--json', '--config', config], {
    cwd: project.folder,
    home: project.home,
    env: { HOME: project.folder, ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef' },
  });
  await daemon.seen(/"event":"ready"/);
  return createClient(socketTransport({ path: join(project.home, 'daemon.sock') }));
}

async function submit(client: DaemonClient, id: string): Promise<void> {
  await client.tasks.submit({
    task: { type: 'claude-cli', id, projectId: 'shop', instructions: 'Never stop.' },
    options: { retry: { limit: 3 } },
  });
}

describe('the real agent', { timeout: 120_000 }, () => {
  it('is stopped within a request of the cap of its run, and its task fails at its first attempt', async () => {
    const client = await start({ run: { usd: 0.5 } });
    await submit(client, 'endless');
    const task = await vi.waitFor(async () => {
      const read = await client.tasks.get({ id: 'endless' });
      expect(read.state).toBe('failed');
      return read;
    }, PATIENTLY);
    expect(task.error?.code).toBe('BUDGET_EXCEEDED');
    expect(task.attempts).toHaveLength(1);
    expect(api.requests().length).toBeLessThanOrEqual(2);
  });

  it('is stopped by what is left of the day, and the task and the next one wait for tomorrow', async () => {
    const client = await start({ day: { usd: 0.5 } });
    await submit(client, 'first');
    await submit(client, 'second');
    for (const id of ['first', 'second']) {
      await vi.waitFor(async () => {
        const { waitingFor } = await client.tasks.get({ id });
        expect(waitingFor).toMatchObject({
          code: 'BUDGET',
          message: expect.stringContaining('budget of the day for the project "shop"') as string,
          until: expect.anything() as unknown,
        });
      }, PATIENTLY);
    }
    expect(api.requests().length).toBeLessThanOrEqual(2);
    const { items } = await client.budgets.list();
    expect(items).toMatchObject([{ scope: 'day', project: 'shop', isReached: true }]);
  });
});

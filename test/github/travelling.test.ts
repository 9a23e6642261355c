import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '@poppobuilder/engine';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { claudeBinary } from '../support/claude-binary.ts';
import { writes } from '../support/github/agent-stand-in.ts';
import { says } from '../support/model-api.ts';
import { fileWritten } from '../support/processes.ts';
import { warmHome } from '../support/warm-home.ts';
import { QuickWorld } from './faults/quick-world.ts';
import type { HostOptions } from './fixtures/travelling-host.ts';

// A lease of ten seconds ends before the other machine takes a task over.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const PLUGINS = ['process-issue', 'process-comment'].map((name) => `@poppobuilder/plugin-${name}`);

let root: string;
let quick: QuickWorld;
let engine: Engine;
const hosts = new Set<ChildProcess>();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pb-travel-'));
  chmodSync(root, 0o711);
  quick = await QuickWorld.create({ projectConfig: { agent: { command: claudeBinary() } } });
  quick.world.agent.converse({
    turns: [writes('total.js', 'export const total = 2;\n'), says('It is 2 now.')],
  });
  engine = await createEngine({ database: { folder: join(root, 'server') }, name: 'tests' });
});
afterEach(async () => {
  for (const host of hosts) await kill(host);
});
afterAll(async () => {
  await engine.close();
  await quick[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** Starts a machine with a home of its own; all have one key. */
async function startMachine(name: string): Promise<ChildProcess> {
  const homeFolder = join(root, name);
  mkdirSync(homeFolder, { recursive: true });
  warmHome(homeFolder);
  const options: HostOptions = {
    database: join(root, 'server'),
    name,
    homeFolder,
    environment: {
      ...quick.world.environment,
      POPPOBUILDER_HOME: homeFolder,
      GITHUB_TOKEN: quick.github.token('poppo-bot'),
      POPPOBUILDER_STATE_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    plugins: PLUGINS,
    from: import.meta.dirname,
  };
  const program = join(import.meta.dirname, 'fixtures/travelling-host.ts');
  const host = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  hosts.add(host);
  await once(host.stdout, 'data');
  return host;
}

async function kill(host: ChildProcess): Promise<void> {
  hosts.delete(host);
  if (host.exitCode !== null || host.signalCode !== null) return;
  const exited = once(host, 'exit');
  host.kill('SIGKILL');
  await exited;
}

/** Kills a machine while its push waits in a hook of the remote. */
async function killAtPush(host: ChildProcess): Promise<void> {
  const pushing = join(root, 'pushing');
  const hooks = join(quick.github.remote.path, 'hooks');
  mkdirSync(hooks, { recursive: true });
  const script = `#!/bin/sh\ncat > /dev/null\necho pushing > '${pushing}'\nexec sleep 2\n`;
  writeFileSync(join(hooks, 'pre-receive'), script, { mode: 0o755 });
  await fileWritten(pushing);
  await kill(host);
  rmSync(join(hooks, 'pre-receive'));
  rmSync(pushing);
}

/** Kills a machine when it opens the pull request of what it has pushed. */
async function killBeforeReply(host: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = quick.github.faults.onRequest(({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/pulls')) return;
    stop();
    host.kill('SIGKILL');
    resolve();
  });
  await promise;
  await kill(host);
}

async function submit(type: string, fields: object): Promise<string> {
  const { id: _, projectConfig = {}, ...task } = quick.world.task(type, fields);
  const { githubToken: _token, ...config } = projectConfig;
  return (await engine.submit({ ...task, projectConfig: config })).id;
}

describe('a task whose machine is killed', () => {
  it.each([
    { title: 'between agent and push', killing: killAtPush },
    { title: 'between push and reply', killing: killBeforeReply },
  ])('$title continues on another one, which has its session too', async ({ title, killing }) => {
    const number = await quick.openIssue();
    const branch = `poppo/issue-${number}`;
    const asked = quick.world.agent.prompts().length;
    const first = await startMachine(`first ${title}`);
    const killed = killing(first);
    const id = await submit('process-issue', { issueNumber: number });
    await killed;
    await startMachine(`second ${title}`);
    await engine.tasks.wait(id);
    assert.equal(quick.world.agent.prompts().length, asked + 1, 'the agent was asked again');
    assert.equal(quick.commits(branch), 1);
    assert.equal(quick.github.remote.show(branch, 'total.js'), 'export const total = 2;\n');
    assert.equal((await quick.pullsOf(branch)).length, 1);
    const [reply, ...more] = await quick.replies(number);
    assert.deepEqual(more, []);
    assert.match(reply?.body ?? '', /It is 2 now\./);
    assert.deepEqual(await quick.labels(number), ['awaiting-response']);
    const comment = await quick.comment(number, 'Is it really 2?');
    await engine.tasks.wait(await submit('process-comment', { issueNumber: number, comment }));
    const last = quick.world.agent.prompts().at(-1);
    assert.ok(last?.text.includes('Is it really 2?'));
    assert.ok((last?.earlier ?? 0) > 0, 'the session was forgotten');
  });
});

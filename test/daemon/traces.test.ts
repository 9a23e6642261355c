import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient, type Transport } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type PoppoResult, RunningPoppo } from '../support/poppo.ts';
import { processesNaming } from '../support/processes.ts';

const PATIENTLY = { timeout: 40_000, interval: 100 };
const BOT = 'poppo-bot';
const SECRET = 'secret of the webhook of traces';
const HEADER = 'credential-of-the-collector';
const KEY = 'sk-ant-a-key-of-the-traces';
/** The trace of the sender of the delivery, and its span. */
const SENDER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
/** The trace of somebody who submits a task. */
const SUBMITTER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

/** The places of senders whose deliveries come at the same time. */
const SENDERS = Array.from({ length: 6 }, (_, index) => ({
  traceId: String(index + 1).repeat(32),
  spanId: String(index + 1).repeat(16),
}));

const traceparentOf = ({ traceId, spanId }: typeof SENDER): string => `00-${traceId}-${spanId}-01`;

let world: GitHubWorld;
let receiver: OtlpReceiver;
let folder: string;
let agentFolder: string;
let ended: PoppoResult;
let taskId: string;
/** The spans of the trace of the task. */
let trace: readonly ReceivedSpan[];

/** Says that it uses a tool, and keeps what it was started with. */
const agentScript = (): string => {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const say = (event: object): string => `printf '%s\\n' '${JSON.stringify(event)}'`;
  const answer = (id: string, part: object): string =>
    say({ type: 'assistant', message: { id, model: 'claude-test', content: [part], usage } });
  const result = {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'Done.',
    session_id: 'session-1',
    num_turns: 2,
    modelUsage: {
      'claude-test': {
        inputTokens: 20,
        outputTokens: 10,
        cacheCreationInputTokens: 0,
        cacheReadInputTokens: 0,
        costUSD: 0.01,
      },
    },
    permission_denials: [],
  };
  return [
    '#!/bin/sh',
    'read -r prompt',
    `env > '${agentFolder}/environment'`,
    say({ type: 'system', subtype: 'init', session_id: 'session-1', model: 'claude-test' }),
    answer('turn-1', { type: 'tool_use', id: 'tool-1', name: 'Write', input: { file_path: KEY } }),
    'echo done > agent.txt',
    say({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 'tool-1' }] } }),
    answer('turn-2', { type: 'text', text: 'Done.' }),
    say(result),
    '',
  ].join('\n');
};

beforeAll(async () => {
  [world, receiver] = await Promise.all([createWorld(), startOtlpReceiver()]);
  folder = dirname(world.home);
  agentFolder = join(folder, 'agent');
  mkdirSync(agentFolder);
  // When we are root, the server's user has to enter it.
  for (const path of [folder, world.home]) chmodSync(path, 0o711);
  const command = join(agentFolder, 'agent');
  writeFileSync(command, agentScript(), { mode: 0o755 });
  const { github } = world.projectConfig;
  writeFileSync(
    join(folder, 'poppobuilder.config.json'),
    JSON.stringify({
      http: { port: 0 },
      slots: 1,
      isolation: 'process',
      projects: {
        shop: {
          path: world.projectPath,
          triggers: { github: { labels: ['poppo'], poll: 600_000 } },
          github,
          agent: { command },
          passEnvironment: ['OTEL_EXPORTER_OTLP_HEADERS'],
        },
      },
    }),
  );
  const daemon = new RunningPoppo(['start', '--json'], {
    cwd: folder,
    home: world.home,
    env: {
      GITHUB_TOKEN: world.github.token(BOT),
      GITHUB_WEBHOOK_SECRET: SECRET,
      ANTHROPIC_API_KEY: KEY,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-collector=${HEADER}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
    },
  });
  try {
    const [line] = await daemon.seen(/\{.*"event":"ready".*\}/);
    const { url } = JSON.parse(line) as { url: string };
    const client = createClient(socketTransport({ path: join(world.home, 'daemon.sock') }));
    const { at } = world.github;
    const { data } = await world.github
      .api('anna')
      .rest.issues.create({ ...at, title: 'Wrong total', labels: ['poppo'] });
    const { number } = data;
    await deliver(url, { action: 'opened', issue: { number } });
    const deliveries = SENDERS.map(async (sender, index) =>
      deliver(url, { action: 'edited', issue: { number } }, { id: `edited-${index}`, sender }),
    );
    await Promise.all(deliveries);
    await submitCommands(socketTransport({ path: join(world.home, 'daemon.sock') }));
    taskId = await vi.waitUntil(async () => {
      const { items } = await client.tasks.list({ type: 'process-issue', state: 'succeeded' });
      return items[0]?.id;
    }, PATIENTLY);
    await vi.waitUntil(async () => {
      const { items } = await client.tasks.list({ type: 'custom-command', state: 'succeeded' });
      return items.length === 2;
    }, PATIENTLY);
  } finally {
    daemon.process.kill('SIGTERM');
    ended = await daemon.ended;
  }
  const root = receiver.spans.find(({ attributes }) => attributes['poppobuilder.task.id'] === taskId);
  trace = receiver.spans.filter(({ traceId }) => traceId === root?.traceId);
}, 120_000);

afterAll(async () => {
  for (const pid of processesNaming(folder)) process.kill(pid, 'SIGKILL');
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
}, 60_000);

async function deliver(
  url: string,
  payload: object,
  { id = 'delivery-1', sender = SENDER } = {},
): Promise<void> {
  const { owner, repo } = world.github.at;
  const body = JSON.stringify({ repository: { full_name: `${owner}/${repo}` }, ...payload });
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': id,
    traceparent: traceparentOf(sender),
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  };
  const { status } = await fetch(`${url}/webhooks/github`, { method: 'POST', headers, body });
  expect(status).toBe(202);
}

/** Submits commands as somebody who traces, and as somebody whose header nobody can read. */
async function submitCommands(transport: Transport): Promise<void> {
  for (const traceparent of [traceparentOf(SUBMITTER), 'no place in a trace']) {
    const { tasks } = createClient(async ({ headers, ...request }) =>
      transport({ ...request, headers: { ...headers, traceparent } }),
    );
    await tasks.submit({ task: { type: 'custom-command', projectId: 'shop', command: 'true' } });
  }
}

const parentOf = ({ parentSpanId }: ReceivedSpan): ReceivedSpan | undefined =>
  trace.find(({ spanId }) => spanId === parentSpanId);

/** The names of a span and of all that it lies below, the root first. */
function pathOf(span: ReceivedSpan): string[] {
  const parent = parentOf(span);
  return parent === undefined ? [span.name] : [...pathOf(parent), span.name];
}

const named = (name: string): ReceivedSpan[] => trace.filter((span) => span.name === name);

const RUN = ['attempt', 'run in the pool', 'run in the worker', 'run in the executor', 'run handler'];

/** Where the handler of the issue runs: the delivery of its label became the task of a trigger, and that gave this one. */
const ISSUE = ['task trigger:github', 'attempt', 'task process-issue'];
const HANDLER = [...ISSUE, ...RUN];

describe('the trace of an issue', () => {
  it('continues that of the delivery, and every span lies in the time of the work that waits for it', () => {
    const roots = trace.filter((span) => parentOf(span) === undefined);
    expect(new Set(roots.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([SENDER.spanId]));
    // Besides the task only the statements that stored it.
    const names = roots.filter(({ attributes }) => attributes['db.system.name'] === undefined);
    expect(names.map(({ name }) => name)).toEqual(['task trigger:github']);
    expect(trace[0]?.traceId).toBe(SENDER.traceId);
    // A millisecond is what the clocks of two processes may differ by.
    const tolerance = 3_000_000n;
    const late = trace.filter((span) => {
      const parent = parentOf(span);
      // A task that another one gave goes on after it.
      if (parent === undefined || span.name === 'task process-issue') return false;
      return span.start + tolerance < parent.start || span.end > parent.end + tolerance;
    });
    expect(late.map((span) => pathOf(span).join(' > '))).toEqual([]);
    expect(new Set(trace.map(({ spanId }) => spanId)).size).toBe(trace.length);
  });

  it('has the wait, the attempt, the stages of the pool and those of the worker', () => {
    expect(named('wait').map(pathOf)).toContainEqual([...ISSUE, 'wait']);
    const stages = (parent: readonly string[]): string[] =>
      trace.filter((span) => pathOf(span).slice(0, -1).join() === parent.join()).map(({ name }) => name);
    expect(stages([...ISSUE, ...RUN.slice(0, 2)])).toEqual(
      expect.arrayContaining(['acquire slot', 'open project', 'acquire worker', 'run in the worker']),
    );
    expect(stages([...ISSUE, ...RUN.slice(0, 4)])).toEqual(
      expect.arrayContaining(['validate input', 'open task scope', 'run handler', 'validate output']),
    );
  });

  it('has the agent, its turns and its tools, and what they used', () => {
    const [run] = named('invoke_agent claude');
    expect(run && pathOf(run)).toEqual([...HANDLER, 'invoke_agent claude']);
    expect(run?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': 'session-1',
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 10,
    });
    expect(named('chat claude-test').map(pathOf)).toEqual(
      Array.from({ length: 2 }, () => [...HANDLER, 'invoke_agent claude', 'chat claude-test']),
    );
    const [tool] = named('execute_tool Write');
    expect(tool && parentOf(tool)?.name).toBe('chat claude-test');
    expect(tool?.attributes).toMatchObject({ 'gen_ai.tool.name': 'Write', 'gen_ai.tool.call.id': 'tool-1' });
  });

  it('has the commands, the calls to GitHub and the statements of the engine', () => {
    const commands = named('command').filter(
      ({ attributes }) => attributes['process.executable.name'] === 'git',
    );
    expect(commands.map(pathOf)).toContainEqual([...HANDLER, 'command']);
    const [pull] = named('POST /repos/{owner}/{repo}/pulls');
    expect(pull && pathOf(pull).slice(0, -1)).toEqual(HANDLER);
    expect(pull).toMatchObject({
      kind: 3,
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 201,
        'url.template': '/repos/{owner}/{repo}/pulls',
        'server.address': new URL(world.github.url).hostname,
      },
    });
    const [statement] = named('INSERT').filter((span) => parentOf(span)?.name === 'attempt');
    expect(statement?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.operation.name': 'INSERT',
    });
  });

  it('reaches the agent as TRACEPARENT', () => {
    const environment = readFileSync(join(agentFolder, 'environment'), 'utf8');
    const [, traceId, spanId] = /^TRACEPARENT=00-(\w{32})-(\w{16})-01$/m.exec(environment) ?? [];
    const command = trace.find((span) => span.spanId === spanId);
    expect(traceId).toBe(trace[0]?.traceId);
    expect(command && pathOf(command)).toEqual([...HANDLER, 'invoke_agent claude', 'command']);
  });

  it('is found from the lines of the log', () => {
    const logs = join(world.projectPath, '.poppo', 'logs');
    const names = readdirSync(logs).filter((name) => name.endsWith('.log'));
    const lines = names.flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n'));
    const ofTask = lines
      .filter((line) => line.includes(taskId))
      .map((line) => JSON.parse(line) as { readonly trace_id?: string });
    expect(new Set(ofTask.map(({ trace_id: id }) => id))).toEqual(new Set([trace[0]?.traceId]));
  });
});

it('a submission to the API lies in the trace that its header names, and in its own where it names none', () => {
  const commands = receiver.spans.filter(({ name }) => name === 'task custom-command');
  const places = commands.map(({ traceId, parentSpanId }) => ({ traceId, spanId: parentSpanId }));
  expect(places).toHaveLength(2);
  expect(places).toContainEqual(SUBMITTER);
  expect(places).toContainEqual({
    traceId: expect.not.stringMatching(SUBMITTER.traceId) as string,
    spanId: undefined,
  });
});

it('deliveries that come at the same time each lie in the trace of their sender', () => {
  const triggers = receiver.spans.filter(({ name }) => name === 'task trigger:github');
  const places = triggers.map(({ traceId, parentSpanId }) => ({ traceId, spanId: parentSpanId }));
  expect(places.filter(({ traceId }) => /^(\d)\1+$/.test(traceId))).toHaveLength(SENDERS.length);
  expect(places).toEqual(expect.arrayContaining(SENDERS));
});

describe('the collector', () => {
  it('gets its credential from the daemon, and the agent never sees it', () => {
    expect(receiver.headers.map((headers) => headers['x-collector'])).toContain(HEADER);
    const environment = readFileSync(join(agentFolder, 'environment'), 'utf8');
    expect(environment).not.toContain(HEADER);
    expect(environment).not.toMatch(/^OTEL_/m);
  });

  it('gets the service and what the environment says of it', () => {
    expect(trace[0]?.resource).toMatchObject({
      'service.name': 'poppobuilder-daemon',
      'deployment.environment.name': 'tests',
    });
  });

  it('gets no secret, no title and nothing that the agent was given or answered', () => {
    const text = receiver.text();
    for (const secret of [KEY, SECRET, HEADER, world.github.token(BOT), 'Wrong total', 'Done.']) {
      expect(text).not.toContain(secret);
    }
  });

  it('is told everything before the daemon ends', () => {
    expect(ended.exitCode).toBe(0);
    expect(named('task process-issue').map(({ attributes }) => attributes['poppobuilder.outcome'])).toEqual([
      'succeeded',
    ]);
  });
});

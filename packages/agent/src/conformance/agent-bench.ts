import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BaseTask,
  definePlugin,
  defineTaskHandler,
  type Plugin,
  TaskExecutor,
  type TaskEvents,
} from '@poppobuilder/core';
import { z } from 'zod';
import type { AgentError } from '../agent-error.ts';
import type { AgentCapabilities } from '../capabilities.ts';
import { CodingAgent } from '../coding-agent-service.ts';
import type { AgentRequest, AgentResult } from '../coding-agent.ts';
import type { AgentUnderTest, ModelApi, ModelTurn } from './agent-under-test.ts';
import { linesWritten } from './lingering-processes.ts';

const RUN = 'agent-contract-run';
const DESCRIBE = 'agent-contract-describe';

const permissions = { commands: true, network: true, files: 'project', secrets: ['agent'] } as const;

/** A plugin whose tasks run the agent once, or say what it is. */
const benchPlugin: Plugin = definePlugin({
  name: '@poppobuilder/agent-contract',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: RUN,
      description: 'Runs the coding agent once.',
      input: z.strictObject({ request: z.custom<AgentRequest>(), message: z.string().optional() }),
      output: z.looseObject({ result: z.unknown() }),
      permissions,
      services: { agent: CodingAgent },
      handle: async ({ request, message }, { workingDirectory }, { agent }) => {
        const run = agent.begin(request);
        if (message === undefined) return { success: true, result: await run.result };
        const result = run.result.then((value) => ({ success: true as const, result: value }));
        result.catch(() => undefined);
        await linesWritten(workingDirectory, BEGUN, 1);
        try {
          const wasSent = await run.send(message);
          return {
            ...(await withFile(workingDirectory, GO, result)),
            wasSent,
            isLate: await run.send(message),
          };
        } catch (error) {
          await withFile(workingDirectory, GO, result);
          throw error;
        }
      },
    }),
    defineTaskHandler({
      type: DESCRIBE,
      description: 'Says what the coding agent is.',
      input: z.strictObject({}),
      output: z.looseObject({ description: z.unknown() }),
      permissions,
      services: { agent: CodingAgent },
      handle: (_task, _context, { agent }) => {
        const { name, capabilities, instructionFiles } = agent;
        return Promise.resolve({ success: true, description: { name, capabilities, instructionFiles } });
      },
    }),
  ],
});

/** File that the script of an agent writes when it runs, and the one that it waits for. */
export const BEGUN = 'begun';
export const GO = 'go';

async function withFile<T>(folder: string, name: string, result: Promise<T>): Promise<T> {
  writeFileSync(join(folder, name), '');
  return result;
}

/** What an agent says of itself. */
export interface AgentDescription {
  readonly name: string;
  readonly capabilities: AgentCapabilities;
  readonly instructionFiles: readonly string[];
}

/** What a conformance test works with: a project, and a runner whose tasks run the agent. */
export interface AgentBench {
  readonly api: ModelApi;
  readonly path: string;
  /** Folder for temporary files, in which nothing may be left. */
  readonly temporary: string;
  readonly events: readonly { readonly name: string; readonly payload: unknown }[];
  readonly messages: (name: 'log' | 'progress') => readonly string[];
  readonly run: (request: AgentRequest, fields?: Partial<BaseTask>) => Promise<AgentResult>;
  /** Resolves with the error that a run rejects with. */
  readonly fail: (request: AgentRequest, fields?: Partial<BaseTask>) => Promise<AgentError>;
  /** Runs the agent and sends it a message once its script has written {@link BEGUN}; the script gets {@link GO} then. */
  readonly runWithMessage: (request: AgentRequest, message: string) => Promise<Record<string, unknown>>;
  readonly describe: () => Promise<AgentDescription>;
  readonly cancel: () => Promise<void>;
  /** Runs the agent with an executable that is not there. */
  readonly failToStart: (request: AgentRequest) => Promise<AgentError>;
  readonly leftInTemporary: () => readonly string[];
}

/** Milliseconds between asking a run to stop and killing it. */
const GRACE = 10_000;

/** Opens a bench, hands it to a test, and removes everything. */
export async function withBench<T>(
  agent: AgentUnderTest,
  turns: readonly ModelTurn[],
  test: (bench: AgentBench) => Promise<T>,
  files: Readonly<Record<string, string>> = {},
): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'agent-contract-')));
  const [path, user, temporary] = ['project', 'user', 'temporary'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [path, user, temporary]) mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  await using api = await agent.startApi(turns);
  const executor = new TaskExecutor({
    plugins: [benchPlugin, ...(agent.plugins ?? [])],
    homeFolder: join(root, 'home'),
    grace: GRACE,
    environment: {
      PATH: process.env['PATH'],
      HOME: user,
      TMPDIR: temporary,
      GITHUB_TOKEN: 'ghp_0123456789abcdefghij0123456789abcdef',
      ...api.environment,
    },
  });
  const events: { name: string; payload: unknown }[] = [];
  for (const name of ['progress', 'log'] as const) {
    executor.on(name, (payload) => void events.push({ name, payload }));
  }
  let tasks = 0;
  const execute = async (
    type: string,
    fields: object,
    settings: object = {},
  ): Promise<Record<string, unknown>> => {
    tasks += 1;
    return executor.execute({
      id: `task-${tasks}`,
      type,
      projectId: 'agent-contract',
      projectPath: path,
      projectConfig: { agent: { provider: agent.provider, ...agent.agent, ...settings }, ...agent.sections },
      ...fields,
    });
  };
  const run: AgentBench['run'] = async (request, fields = {}) =>
    (await execute(RUN, { request: structuredClone(request), ...fields }))['result'] as AgentResult;
  try {
    return await test({
      api,
      path,
      temporary,
      events,
      messages: (name) =>
        events
          .filter((event) => event.name === name)
          .map(({ payload }) => (payload as TaskEvents['log']).message),
      run,
      fail: (request, fields) => rejection(run(request, fields)),
      runWithMessage: async (request, message) => execute(RUN, { request, message }),
      describe: async () => (await execute(DESCRIBE, {}))['description'] as AgentDescription,
      cancel: async () => void (await executor.cancel()),
      failToStart: (request) => rejection(execute(RUN, { request }, { command: 'agent-that-is-not-there' })),
      leftInTemporary: () => readdirSync(temporary),
    });
  } finally {
    await executor.cancel();
    await executor.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function rejection(promise: Promise<unknown>): Promise<AgentError> {
  try {
    await promise;
  } catch (error) {
    return error as AgentError;
  }
  throw new Error('The run resolved, but should have rejected.');
}

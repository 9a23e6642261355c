import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMasker,
  type Logger,
  type ProcessEnd,
  type ProcessSupervisor,
  type SpawnOptions,
  type StateStore,
  type SupervisedProcess,
  type TaskContext,
  TaskError,
} from '@poppobuilder/core';
import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliAgentServices } from '../cli/cli-agent.ts';
import { ClaudeAgent } from './claude-agent.ts';

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const INIT = { type: 'system', subtype: 'init', session_id: 's', model: 'm' };
const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'Done.',
  session_id: 's',
  num_turns: 1,
};

const NO_STATE = { isShared: false } as StateStore;

interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

/** Starts nothing: writes these lines and ends. */
class FakeProcesses implements ProcessSupervisor {
  readonly launches: Launch[] = [];
  readonly #lines: readonly object[];

  constructor(lines: readonly object[]) {
    this.#lines = lines;
  }

  start(command: string, args: readonly string[], options: SpawnOptions): SupervisedProcess {
    this.launches.push({ command, args, options });
    const ended = Promise.resolve().then((): ProcessEnd => {
      for (const line of this.#lines) options.onStdout?.(Buffer.from(`${JSON.stringify(line)}\n`));
      return { exitCode: 0, durationMs: 1 };
    });
    return { pid: 1, ended, stop: () => ended };
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-agent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function servicesWith(processes: ProcessSupervisor, signal = new AbortController().signal): CliAgentServices {
  return {
    processes,
    logger: SILENT,
    output: { write() {} },
    state: NO_STATE,
    masker: createMasker([]),
    context: {
      taskType: 'test',
      workingDirectory: folder,
      environment: { PATH: '/bin' },
      signal,
      progress() {},
    } as unknown as TaskContext,
    project: {
      projectId: 'p',
      projectPath: folder,
      worktreesFolder: '',
      homeFolder: join(folder, 'home'),
      config: asProjectConfig({}),
      environment: {},
      masker: createMasker([]),
    },
  };
}

describe('ClaudeAgent', () => {
  it('starts claude with the prompt as its input and the variables of its provider', async () => {
    const processes = new FakeProcesses([INIT, RESULT]);
    const agent = new ClaudeAgent(servicesWith(processes), { ANTHROPIC_API_KEY: 'key' });
    expect(await agent.run({ prompt: '--help' })).toMatchObject({
      output: 'Done.',
      sessionId: 's',
      turns: 1,
    });
    const [{ command, args, options } = expect.fail()] = processes.launches;
    expect(command).toBe('claude');
    expect(args).not.toContain('--help');
    expect(options).toMatchObject({
      cwd: folder,
      input: expect.stringContaining('"content":"--help"') as string,
    });
    expect(options.environment).toMatchObject({ PATH: '/bin', ANTHROPIC_API_KEY: 'key' });
  });

  it('reports a stopped task together with its cost', async () => {
    const reason = new TaskError({ code: 'TASK_TIMEOUT', message: 'Too long.' });
    const agent = new ClaudeAgent(
      servicesWith(new FakeProcesses([INIT]), AbortSignal.abort(reason)),
      undefined,
    );
    await expect(agent.run({ prompt: 'Hi' })).rejects.toMatchObject({
      code: 'TASK_TIMEOUT',
      message: 'Too long.',
      estimated: true,
      cause: reason,
    });
  });

  it('keeps an answer whose task is stopped only afterwards out of the result', async () => {
    const reason = new TaskError({ code: 'TASK_CANCELLED', message: 'Cancelled.' });
    const processes = new FakeProcesses([INIT, RESULT]);
    const agent = new ClaudeAgent(servicesWith(processes, AbortSignal.abort(reason)), undefined);
    await expect(agent.run({ prompt: 'Hi' })).rejects.toMatchObject({
      code: 'TASK_CANCELLED',
      estimated: false,
    });
  });
});

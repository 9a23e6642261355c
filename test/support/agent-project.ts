import type { AgentConfigInput } from '@poppobuilder/agent';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AgentRequest, AgentResult } from '@poppobuilder/agent';
import {
  type BaseTask,
  type ExecuteOptions,
  TaskExecutor,
  type TaskEvents,
  type TaskRunner,
} from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import agentRunPlugin from './agent-run-plugin.ts';
import { claudeBinary } from './claude-binary.ts';
import { builtPlugin } from './built-plugin.ts';
import { warmHome } from './warm-home.ts';

/** What an agent's project is made of. */
export interface AgentProjectOptions {
  /** Address of the model's API. */
  readonly apiUrl: string;
  readonly agent?: AgentConfigInput;
  /** Files of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The host's variables, over those of the tests. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds between asking the agent to stop and killing it. */
  readonly grace?: number;
  /** Runs the tasks in workers that are kept apart so. @defaultValue in this process */
  readonly isolation?: 'process' | 'sandbox';
  /** Sections of the configuration beside `agent`. */
  readonly sections?: Readonly<Record<string, object>>;
  /** Modules of plugins for workers, beside the one that runs the agent. */
  readonly plugins?: readonly string[];
}

/** The key that the tests give the agent; no event, log or result may show it. */
export const API_KEY = 'sk-test-0123456789abcdef';

/** A project in a folder of its own, with a runner whose tasks run the coding agent. */
export class AgentProject implements AsyncDisposable {
  readonly path: string;
  readonly events: { readonly name: string; readonly payload: unknown }[] = [];
  readonly executor: TaskRunner;
  readonly #root: string;
  readonly #agent: AgentConfigInput;
  readonly #sections: AgentProjectOptions['sections'];
  #tasks = 0;

  constructor(options: AgentProjectOptions) {
    this.#root = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-agent-')));
    this.#agent = { command: claudeBinary(), ...options.agent };
    this.#sections = options.sections;
    this.path = join(this.#root, 'project');
    this.write({ ...options.files, '.gitignore': 'node_modules\n' });
    mkdirSync(join(this.#root, 'user'));
    if (options.isolation !== undefined) warmHome(join(this.#root, 'home'));
    const settings = {
      homeFolder: join(this.#root, 'home'),
      grace: options.grace ?? 5_000,
      environment: {
        PATH: process.env['PATH'],
        HOME: join(this.#root, 'user'),
        ANTHROPIC_BASE_URL: options.apiUrl,
        ANTHROPIC_API_KEY: API_KEY,
        CLAUDE_CODE_MAX_RETRIES: '0',
        ...options.environment,
      },
    };
    const { isolation } = options;
    const plugin = builtPlugin(new URL('agent-run-plugin.ts', import.meta.url));
    this.executor =
      isolation === undefined
        ? new TaskExecutor({ ...settings, plugins: [agentRunPlugin] })
        : new WorkerPool({ ...settings, plugins: [plugin, ...(options.plugins ?? [])], isolation });
    for (const name of ['progress', 'log'] as const) {
      this.executor.on(name, (payload) => this.events.push({ name, payload }));
    }
  }

  /** Runs the agent once, as a task. */
  async run(
    request: AgentRequest,
    options: ExecuteOptions = {},
    fields: Partial<BaseTask> = {},
  ): Promise<AgentResult> {
    this.#tasks += 1;
    const task = {
      id: `task-${this.#tasks}`,
      type: 'agent-run',
      projectId: 'agent-test',
      projectPath: this.path,
      projectConfig: { agent: this.#agent, ...this.#sections },
      request: structuredClone(request),
      ...fields,
    };
    const { result } = await this.executor.execute(task, options);
    return result as AgentResult;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), text);
    }
  }

  /** Folder of the project's own data. */
  get homeFolder(): string {
    return join(this.#root, 'home', 'projects', 'agent-test');
  }

  /** Messages of the `log` events so far. */
  get logs(): readonly string[] {
    return this.#messages('log');
  }

  /** Messages of the `progress` events so far. */
  get progress(): readonly string[] {
    return this.#messages('progress');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor.cancel();
    await this.executor.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #messages(name: 'log' | 'progress'): string[] {
    return this.events
      .filter((event) => event.name === name)
      .map(({ payload }) => (payload as TaskEvents['log']).message);
  }
}

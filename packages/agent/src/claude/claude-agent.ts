import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Logger,
  type Masker,
  type ProcessSupervisor,
  type ProjectContext,
  type Secret,
  type TaskContext,
  TaskError,
  type TaskOutput,
} from '@poppobuilder/core';
import { agentConfig, SETTINGS_FOLDER } from '../agent-config.ts';
import { AgentError } from '../agent-error.ts';
import type { AgentRequest, AgentResult, CodingAgent } from '../coding-agent.ts';
import type { AgentRun } from '../outcome/agent-run.ts';
import type { Failure } from '../outcome/failure.ts';
import { isUnknownSession, judgeOutcome, warningOf } from '../outcome/judge-outcome.ts';
import { reportEvent, STAGE } from '../stream/report-events.ts';
import { type AgentOptions, resolveOptions } from './agent-options.ts';
import { claudeArguments } from './claude-arguments.ts';
import { claudeEnvironment } from './claude-environment.ts';
import { composeSystemPrompt, readProjectInstructions } from './project-instructions.ts';
import { runClaude } from './run-claude.ts';

/** The services that {@link ClaudeAgent} needs. */
export interface ClaudeAgentServices {
  readonly context: TaskContext;
  readonly project: ProjectContext;
  readonly masker: Masker;
  readonly processes: ProcessSupervisor;
  readonly output: TaskOutput;
  readonly logger: Logger;
}

/** {@link CodingAgent} implemented with the Claude CLI. */
export class ClaudeAgent implements CodingAgent {
  readonly #services: ClaudeAgentServices;
  readonly #provider: Readonly<Record<string, string>>;
  readonly #settingsFolder: string;

  /**
   * @param secret - the variables of the agent's provider
   * @param settingsFolder - where settings and sessions are kept unless the project's configuration names a folder;
   *   relative to the project's home folder
   */
  constructor(
    services: ClaudeAgentServices,
    secret: Secret | undefined,
    settingsFolder: string = SETTINGS_FOLDER,
  ) {
    this.#services = services;
    this.#settingsFolder = settingsFolder;
    this.#provider = typeof secret === 'object' ? secret : {};
  }

  async run(request: AgentRequest): Promise<AgentResult> {
    const { context, project, logger } = this.#services;
    const options = resolveOptions(request, project.config.section(agentConfig), context.workingDirectory);
    const run = await this.#start(options);
    if (!isUnknownSession(run, options)) return this.#conclude(run, options);
    logger.warn(
      `The session ${options.sessionId} does not exist on this machine, so the agent starts a new one.`,
    );
    const fresh = { ...options, sessionId: undefined };
    return this.#conclude(await this.#start(fresh), fresh);
  }

  async #start(options: AgentOptions): Promise<AgentRun> {
    const { context, project, masker, processes, output, logger } = this.#services;
    const [configDirectory, systemPrompt] = await Promise.all([
      this.#prepareConfigDirectory(),
      readSystemPrompt(options),
    ]);
    const temporaryFolder = await mkdtemp(
      join(context.environment['TMPDIR'] ?? tmpdir(), 'poppobuilder-agent-'),
    );
    const environment = claudeEnvironment({
      task: context.environment,
      provider: this.#provider,
      configDirectory,
      temporaryFolder,
      configured: project.config.section(agentConfig).environment ?? {},
    });
    const targets = { progress: context.progress, output, logger, masker };
    try {
      return await runClaude(processes, {
        command: options.command,
        args: claudeArguments(options, systemPrompt),
        cwd: options.cwd,
        environment,
        prompt: options.prompt,
        timeouts: { idle: options.idleTimeout, background: options.backgroundTimeout, wall: options.timeout },
        masker,
        onEvent: (event) => reportEvent(event, targets),
      });
    } finally {
      await rm(temporaryFolder, { recursive: true, force: true });
    }
  }

  async #prepareConfigDirectory(): Promise<string> {
    const { config, homeFolder } = this.#services.project;
    const { configDirectory = this.#settingsFolder } = config.section(agentConfig);
    const directory = resolve(homeFolder, configDirectory);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  /** Returns the result of a run, or throws its failure. Both include its cost. */
  #conclude(run: AgentRun, options: AgentOptions): AgentResult {
    const { context, masker, logger } = this.#services;
    const { usage, costUsd, turns, estimated, modelUsage } = run.reading;
    const { sessionId } = run;
    const spent = { usage, costUsd, turns, estimated, sessionId };
    if (run.hasStarted) context.progress(STAGE, 'agent finished', spent);
    const failure = context.signal.aborted ? stopped(context.signal) : judgeOutcome(run, options);
    if (failure !== undefined) {
      throw new AgentError({ ...failure, ...spent, component: 'agent', redact: masker.text });
    }
    const warning = warningOf(run);
    if (warning !== undefined) logger.warn(warning);
    return masker.value({
      output: run.result?.text ?? '',
      sessionId: sessionId ?? '',
      resumed: options.sessionId !== undefined,
      usage,
      costUsd,
      turns,
      estimated,
      ...(options.jsonSchema === undefined ? {} : { structuredOutput: run.result?.structuredOutput }),
      permissionDenials: run.result?.permissionDenials ?? [],
      modelUsage,
    });
  }
}

/** Where the repository's own settings are used, the CLI reads its instructions itself. */
async function readSystemPrompt(options: AgentOptions): Promise<string | undefined> {
  const { projectInstructions, repositoryHooks, appendSystemPrompt, cwd } = options;
  const instructions =
    projectInstructions ?? (repositoryHooks ? undefined : await readProjectInstructions(cwd));
  return composeSystemPrompt(instructions, appendSystemPrompt);
}

/** Returns the reason why the task was stopped as a failure of the run, which reports the agent's cost. */
function stopped(signal: AbortSignal): Failure {
  const reason: unknown = signal.reason;
  if (!TaskError.is(reason)) {
    return { code: 'TASK_CANCELLED', message: 'The task was stopped.', retryable: false, cause: reason };
  }
  const { code, message, hint, retryable, retryAfter } = reason;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    cause: reason,
  };
}

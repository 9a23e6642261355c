import type {
  Logger,
  Masker,
  ProcessSupervisor,
  ProjectContext,
  StateStore,
  TaskContext,
  TaskOutput,
} from '@poppobuilder/core';
import {
  nonEmptyText,
  parseArgument,
  type Span,
  type SpanAttributes,
  traced,
  type Timer,
} from '@poppobuilder/core/runner-kit';
import { accountKey, type SignIn } from '../account/account-key.ts';
import { AccountReporter } from '../account/account-reporter.ts';
import { agentConfig, type AgentSettings } from '../agent-config.ts';
import { AgentError } from '../agent-error.ts';
import { type AgentOptions, resolveOptions } from '../agent-options.ts';
import { settingsFor } from '../agent-settings.ts';
import { assertCapable } from '../assert-capable.ts';
import type { AgentCapabilities } from '../capabilities.ts';
import { requestSchema } from '../arguments.ts';
import type { AgentRequest, AgentResult, AgentRun as Begun, CodingAgent } from '../coding-agent.ts';
import { AgentInbox } from './agent-inbox.ts';
import type { CliRun } from './agent-run.ts';
import { failureOfSignal } from './failure-of-signal.ts';
import { failureOfLimit, withinLimit } from './cost-limit.ts';
import type { Failure, JudgedOptions } from './failure.ts';
import { STAGE } from './report-targets.ts';
import type { SessionFolder } from './sessions/session-folder.ts';
import { TravellingSessions } from './sessions/travelling-sessions.ts';
import { startWrapUp, WRAP_UP } from './wrap-up.ts';

/** The services that a {@link CliAgent} needs. */
export interface CliAgentServices {
  readonly context: TaskContext;
  readonly project: ProjectContext;
  readonly masker: Masker;
  readonly processes: ProcessSupervisor;
  readonly output: TaskOutput;
  readonly logger: Logger;
  /** Where sessions travel from one machine to another. */
  readonly state: StateStore;
}

/** Options of a run of a command line. */
export type CliOptions = AgentOptions & JudgedOptions;

/** The part of a result that depends on the command line. */
export type CliAnswer = Pick<AgentResult, 'output' | 'permissionDenials' | 'structuredOutput'>;

/** A {@link CodingAgent} that is a command line: what all of them do the same way. */
export abstract class CliAgent<Run extends CliRun> implements CodingAgent {
  abstract readonly name: string;
  abstract readonly capabilities: AgentCapabilities;
  abstract readonly instructionFiles: readonly string[];
  /** The executable where the configuration names none. */
  protected abstract readonly command: string;
  protected readonly services: CliAgentServices;
  /** What all runs of the task have cost. In US dollars. */
  #spentUsd = 0;

  constructor(services: CliAgentServices) {
    this.services = services;
  }

  run(request: AgentRequest): Promise<AgentResult> {
    return this.begin(request).result;
  }

  begin(request: AgentRequest): Begun {
    const inbox = new AgentInbox((message) => this.encodeMessage(message));
    return {
      result: this.#trace(request, inbox).finally(() => inbox.close()),
      send: async (message) => {
        const text = parseArgument(nonEmptyText, message, { of: 'send()', name: 'message' });
        if (this.capabilities.send) return inbox.send(text);
        throw new AgentError({
          code: 'AGENT_UNSUPPORTED',
          message: `The agent ${JSON.stringify(this.name)} takes no messages while it works.`,
          hint: 'Send the message with the next run, or choose another agent with agent.provider.',
          component: 'agent',
        });
      },
    };
  }

  /** Returns what a message to an agent that works is on its standard input. @defaultValue the message */
  protected encodeMessage(message: string): string {
    return message;
  }

  async #trace(request: AgentRequest, inbox: AgentInbox): Promise<AgentResult> {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': this.name };
    return traced(`invoke_agent ${this.name}`, { kind: 'client', attributes }, async (span) =>
      this.#run(request, inbox, span),
    );
  }

  async #run(given: AgentRequest, inbox: AgentInbox, span: Span): Promise<AgentResult> {
    const request = parseArgument(requestSchema, given, { of: 'run()', name: 'request' }) as AgentRequest;
    const { context, project, logger } = this.services;
    const settings = settingsFor(project.config.section(agentConfig), context.taskType);
    const wanted = {
      ...resolveOptions(request, settings, context.workingDirectory),
      command: settings.command ?? this.command,
    };
    assertCapable(this.name, this.capabilities, request, wanted);
    const options = withinLimit(wanted, {
      limit: context.costLimit,
      spentUsd: this.#spentUsd,
      canStop: this.capabilities.maxBudgetUsd,
    });
    const account = new AccountReporter({
      key: accountKey({ provider: this.name, ...this.signIn(settings) }),
      settings,
      progress: context.progress,
    });
    const sessions = new TravellingSessions({
      state: this.services.state,
      folder: this.sessionFolder(settings),
      agent: this.name,
      logger,
    });
    await sessions.fetch(options.sessionId);
    const wrapUp = this.#startWrapUp(options, settings, inbox);
    const run = await this.start(options, account, inbox).finally(() => wrapUp?.stop());
    await sessions.keep(run.sessionId);
    span.set(spanAttributes(run));
    if (!this.isUnknownSession(run, options)) return this.#conclude(run, options, account);
    logger.warn(
      `The session ${options.sessionId} does not exist on this machine, so the agent starts a new one.`,
    );
    const fresh = { ...options, sessionId: undefined };
    const again = this.#startWrapUp(options, settings, inbox);
    const another = await this.start(fresh, account, inbox).finally(() => again?.stop());
    await sessions.keep(another.sessionId);
    span.set(spanAttributes(another));
    return this.#conclude(another, fresh, account);
  }

  /** Runs the command line until it and all its child processes have exited. */
  protected abstract start(options: CliOptions, account: AccountReporter, inbox: AgentInbox): Promise<Run>;

  /** Returns where the command line keeps its sessions. @defaultValue sessions stay on the machine that began them */
  protected sessionFolder(_settings: AgentSettings): SessionFolder | undefined {
    return undefined;
  }

  /** Returns how the command line signs in. */
  protected abstract signIn(settings: AgentSettings): Omit<SignIn, 'provider'>;

  /** Whether the session that the run should continue does not exist, so that nothing was done. */
  protected abstract isUnknownSession(run: Run, options: CliOptions): boolean;

  /** Returns why a run failed; `undefined` when it succeeded. */
  protected abstract judge(run: Run, options: CliOptions): Failure | undefined;

  /** Returns the warning for a run that succeeded in an unusual way. */
  protected abstract warningOf(run: Run, options: CliOptions): string | undefined;

  protected abstract answerOf(run: Run, options: CliOptions): CliAnswer;

  #startWrapUp(
    { timeout = Number.POSITIVE_INFINITY }: CliOptions,
    { wrapUp = WRAP_UP }: AgentSettings,
    inbox: AgentInbox,
  ): Timer | undefined {
    if (!this.capabilities.send) return undefined;
    const { context, logger } = this.services;
    return startWrapUp({
      timeout: Math.min(timeout, context.deadline - Date.now()),
      wrapUp,
      onDue: (message) => {
        if (!inbox.send(message)) return;
        logger.info('The time for the task is nearly over, so the agent was asked to finish.');
        context.progress(STAGE, 'asked to finish');
      },
    });
  }

  /** Returns the result of a run, or throws its failure. Both include its cost. */
  #conclude(run: Run, options: CliOptions, account: AccountReporter): AgentResult {
    const { context, masker, logger } = this.services;
    const { usage, costUsd, turns, estimated, modelUsage } = run.reading;
    const { sessionId } = run;
    const spent = { usage, costUsd, turns, estimated, sessionId };
    if (run.hasStarted) context.progress(STAGE, 'agent finished', spent);
    this.#spentUsd += costUsd;
    const judged = context.signal.aborted ? failureOfSignal(context.signal) : this.judge(run, options);
    const failure = failureOfLimit(judged, { limit: context.costLimit, spentUsd: this.#spentUsd });
    if (failure?.code === 'USAGE_LIMIT') account.reached(failure);
    if (failure !== undefined) {
      throw new AgentError({ ...failure, ...spent, component: 'agent', redact: masker.text });
    }
    const warning = this.warningOf(run, options);
    if (warning !== undefined) logger.warn(warning);
    return masker.value({
      ...this.answerOf(run, options),
      sessionId: sessionId ?? '',
      resumed: options.sessionId !== undefined && options.sessionId === sessionId,
      usage,
      costUsd,
      turns,
      estimated,
      modelUsage,
    });
  }
}

/** Returns what a run adds to its span. */
function spanAttributes({ sessionId, reading }: CliRun): SpanAttributes {
  const { usage, costUsd, turns, modelUsage } = reading;
  const [model] = Object.keys(modelUsage);
  return {
    'gen_ai.conversation.id': sessionId,
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'poppobuilder.cost.usd': costUsd,
    'poppobuilder.agent.turns': turns,
  };
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Secret } from '@poppobuilder/core';
import { agentConfig, type AgentSettings, DEFAULT_PROVIDER, SETTINGS_FOLDER } from '../agent-config.ts';
import type { SignIn } from '../account/account-key.ts';
import type { AccountReporter } from '../account/account-reporter.ts';
import { AgentError } from '../agent-error.ts';
import { settingsFor } from '../agent-settings.ts';
import type { AgentCapabilities } from '../capabilities.ts';
import type { AgentInbox } from '../cli/agent-inbox.ts';
import { CliAgent, type CliAgentServices, type CliAnswer, type CliOptions } from '../cli/cli-agent.ts';
import type { Failure } from '../cli/failure.ts';
import { composeSystemPrompt, readProjectInstructions } from '../cli/project-instructions.ts';
import type { SessionFolder } from '../cli/sessions/session-folder.ts';
import { TurnTrace } from '../cli/turn-trace.ts';
import { claudeSessions } from './claude-sessions.ts';
import { claudeArguments } from './claude-arguments.ts';
import { claudeEnvironment } from './claude-environment.ts';
import { userMessage } from './user-message.ts';
import { placeMcpConfig } from './mcp-config-file.ts';
import type { AgentRun } from './outcome/agent-run.ts';
import { isUnknownSession, judgeOutcome, warningOf } from './outcome/judge-outcome.ts';
import { runClaude } from './run-claude.ts';
import { reportEvent } from './stream/report-events.ts';
import { Turns } from './stream/turns.ts';
import { traceEvent } from './trace-events.ts';

/** Whose models it runs, as the conventions of OpenTelemetry call it. */
const MODEL_PROVIDER = 'anthropic';

/** What Claude can do. */
const CAPABILITIES: AgentCapabilities = {
  permissionModes: ['default', 'acceptEdits', 'plan', 'dontAsk', 'bypassPermissions'],
  allowedTools: true,
  disallowedTools: true,
  mcpConfig: true,
  fallbackModel: true,
  send: true,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  denials: true,
  jsonSchema: true,
  maxTurns: true,
  maxBudgetUsd: true,
  cost: 'reported',
  hidesSecret: false,
  background: true,
  repositoryHooks: true,
};

/** `CodingAgent` implemented with the Claude CLI. */
export class ClaudeAgent extends CliAgent<AgentRun> {
  readonly name: string = DEFAULT_PROVIDER;
  readonly capabilities: AgentCapabilities = CAPABILITIES;
  readonly instructionFiles: readonly string[] = ['CLAUDE.md', '.claude/CLAUDE.md'];
  protected readonly command: string = DEFAULT_PROVIDER;
  readonly #provider: Readonly<Record<string, string>>;
  readonly #settingsFolder: string;

  /**
   * @param secret - the variables of the agent's provider
   * @param settingsFolder - where settings and sessions are kept unless the project's configuration names a folder;
   *   relative to the project's home folder
   */
  constructor(
    services: CliAgentServices,
    secret: Secret | undefined,
    settingsFolder: string = SETTINGS_FOLDER,
  ) {
    super(services);
    this.#settingsFolder = settingsFolder;
    this.#provider = typeof secret === 'object' ? secret : {};
  }

  protected override encodeMessage(message: string): string {
    return userMessage(message);
  }

  protected async start(options: CliOptions, account: AccountReporter, inbox: AgentInbox): Promise<AgentRun> {
    const { context, project, masker, processes, output, logger } = this.services;
    if (options.prompt.trim() === '')
      throw new AgentError({ message: 'The agent was given no prompt.', component: 'agent' });
    const settings = settingsFor(project.config.section(agentConfig), context.taskType);
    const configDirectory = this.#configDirectory(settings);
    const [systemPrompt] = await Promise.all([
      this.#readSystemPrompt(options),
      mkdir(configDirectory, { recursive: true, mode: 0o700 }),
    ]);
    const temporaryFolder = await mkdtemp(
      join(context.environment['TMPDIR'] ?? tmpdir(), 'poppobuilder-agent-'),
    );
    const environment = claudeEnvironment({
      task: context.environment,
      provider: this.#provider,
      configDirectory,
      temporaryFolder,
      configured: settings.environment ?? {},
    });
    const trace = new TurnTrace(MODEL_PROVIDER);
    const targets = { progress: context.progress, output, logger, masker };
    const turns = new Turns(targets);
    try {
      return await runClaude(processes, {
        command: options.command,
        args: claudeArguments(options, {
          systemPrompt,
          mcpConfig: await placeMcpConfig(options.mcpConfig, temporaryFolder),
        }),
        cwd: options.cwd,
        environment,
        prompt: options.prompt,
        inbox,
        timeouts: { idle: options.idleTimeout, background: options.backgroundTimeout, wall: options.timeout },
        masker,
        onEvent: (event) => {
          traceEvent(trace, event);
          turns.observe(event);
          reportEvent(event, targets);
          if (event.type === 'rate-limit') account.observe(event.windows);
        },
      });
    } finally {
      trace.end();
      await rm(temporaryFolder, { recursive: true, force: true });
    }
  }

  protected signIn(settings: AgentSettings): Omit<SignIn, 'provider'> {
    return {
      variables: { ...this.#provider, ...settings.environment },
      folder: this.#configDirectory(settings),
    };
  }

  #configDirectory({ configDirectory = this.#settingsFolder }: AgentSettings): string {
    return resolve(this.services.project.homeFolder, configDirectory);
  }

  protected override sessionFolder(settings: AgentSettings): SessionFolder {
    return claudeSessions(this.#configDirectory(settings));
  }

  protected isUnknownSession(run: AgentRun, options: CliOptions): boolean {
    return isUnknownSession(run, options);
  }

  protected judge(run: AgentRun, options: CliOptions): Failure | undefined {
    return judgeOutcome(run, options);
  }

  protected warningOf(run: AgentRun): string | undefined {
    return warningOf(run);
  }

  protected answerOf({ result }: AgentRun, { jsonSchema }: CliOptions): CliAnswer {
    return {
      output: result?.text ?? '',
      ...(jsonSchema === undefined ? {} : { structuredOutput: result?.structuredOutput }),
      permissionDenials: result?.permissionDenials ?? [],
    };
  }

  /** Where the repository's own settings are used, the CLI reads its instructions itself. */
  async #readSystemPrompt(options: CliOptions): Promise<string | undefined> {
    const { projectInstructions, repositoryHooks, appendSystemPrompt, cwd } = options;
    const read = (): Promise<string | undefined> => readProjectInstructions(cwd, this.instructionFiles);
    const instructions = projectInstructions ?? (repositoryHooks ? undefined : await read());
    return composeSystemPrompt(instructions, appendSystemPrompt);
  }
}

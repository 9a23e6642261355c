import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AgentCapabilities, agentConfig, type AgentSettings } from '@poppobuilder/agent';
import {
  CliAgent,
  type CliAgentServices,
  type CliAnswer,
  type CliOptions,
  composeSystemPrompt,
  type Failure,
  readProjectInstructions,
  reportPart,
  type SessionFolder,
  settingsFor,
  type SignIn,
  TurnTrace,
} from '@poppobuilder/agent/provider-kit';
import type { Secret } from '@poppobuilder/core';
import { codexArguments, READ_ONLY, SANDBOXES } from './codex-arguments.ts';
import { codexConfig, NAME } from './codex-config.ts';
import { codexEnvironment } from './codex-environment.ts';
import { openHome, SESSIONS } from './codex-home.ts';
import { listSessionFiles, sessionFileName } from './usage/session-file.ts';
import type { CodexRun } from './outcome/codex-run.ts';
import { isUnknownSession, judgeOutcome, warningOf } from './outcome/judge-outcome.ts';
import { structuredAnswer } from './outcome/structured-answer.ts';
import { runCodex } from './run-codex.ts';
import { traceEvent } from './stream/item-trace.ts';
import { reportEvent } from './stream/report-event.ts';
import { strictSchema } from './strict-schema.ts';
import { TurnEnds } from './turn-ends.ts';
import { UsageMeter } from './usage/usage-meter.ts';

/** What Codex can do. */
const CAPABILITIES: AgentCapabilities = {
  permissionModes: ['default', 'acceptEdits', 'plan', 'bypassPermissions'],
  allowedTools: false,
  disallowedTools: false,
  mcpConfig: false,
  fallbackModel: false,
  send: false,
  efforts: ['minimal', 'low', 'medium', 'high', 'xhigh'],
  denials: false,
  jsonSchema: true,
  maxTurns: true,
  maxBudgetUsd: true,
  cost: 'estimated',
  hidesSecret: true,
  background: false,
  repositoryHooks: false,
};

/** The provider of the models, as OpenTelemetry names it. */
const MODEL_PROVIDER = 'openai';

/** Address of the API where no variable names one. */
const BASE_URL = 'https://api.openai.com/v1';

/** `CodingAgent` implemented with the Codex CLI. */
export class CodexAgent extends CliAgent<CodexRun> {
  readonly name: string = NAME;
  readonly capabilities: AgentCapabilities = CAPABILITIES;
  readonly instructionFiles: readonly string[] = ['AGENTS.md'];
  protected readonly command: string = NAME;
  readonly #provider: Readonly<Record<string, string>>;
  readonly #folder: string;

  /**
   * @param secret - the variables of the provider
   * @param folder - where sessions are kept unless the project's configuration names a folder; relative to the project's
   *   home folder
   */
  constructor(services: CliAgentServices, secret: Secret | undefined, folder: string = NAME) {
    super(services);
    this.#folder = folder;
    this.#provider = typeof secret === 'object' ? secret : {};
  }

  protected signIn({ configDirectory, environment }: AgentSettings): Omit<SignIn, 'provider'> {
    return {
      variables: { ...this.#provider, ...environment },
      folder: resolve(this.services.project.homeFolder, configDirectory ?? this.#folder),
    };
  }

  protected async start(options: CliOptions): Promise<CodexRun> {
    const { context, project, masker, processes, output, logger } = this.services;
    const { configDirectory, environment: configured = {} } = settingsFor(
      project.config.section(agentConfig),
      context.taskType,
    );
    const { maxRetries, prices } = project.config.section(codexConfig);
    await using home = await openHome({
      folder: resolve(project.homeFolder, this.#folder),
      named: configDirectory === undefined ? undefined : resolve(project.homeFolder, configDirectory),
      temporary: context.environment['TMPDIR'] ?? tmpdir(),
      sessionId: options.sessionId,
    });
    const environment = codexEnvironment({
      task: context.environment,
      provider: this.#provider,
      home: home.path,
      temporaryFolder: home.temporary,
      configured,
    });
    const hasKey = environment['CODEX_API_KEY'] !== undefined;
    const args = codexArguments({
      options,
      instructions: await this.#readInstructions(options),
      schema: await writeSchema(home.temporary, options.jsonSchema),
      baseUrl: hasKey ? (environment['OPENAI_BASE_URL'] ?? BASE_URL) : undefined,
      maxRetries,
      isConfined: processes.confines === true,
      isOwnHome: configDirectory === undefined,
    });
    const { sessions } = home;
    const targets = { progress: context.progress, output, logger, masker };
    const trace = new TurnTrace(MODEL_PROVIDER);
    const turns = new TurnEnds((response) => reportPart({ kind: 'turn', ...response }, targets));
    const run = await runCodex(processes, {
      options,
      args,
      readOnly: SANDBOXES[options.permissionMode] === READ_ONLY ? [options.cwd] : [],
      environment,
      hasCredentials: hasKey || configDirectory !== undefined,
      meter: await UsageMeter.open({
        sessions,
        sessionId: options.sessionId,
        prices,
        onResponse: turns.add,
      }),
      turns,
      masker,
      onEvent: (event) => {
        traceEvent(trace, event, options.model);
        reportEvent(event, targets);
      },
    });
    trace.end();
    return run;
  }

  protected override sessionFolder({ configDirectory }: AgentSettings): SessionFolder {
    const path = resolve(this.services.project.homeFolder, configDirectory ?? this.#folder);
    return {
      path,
      filesOf: async (sessionId) => {
        const name = sessionFileName(sessionId);
        if (name === undefined) return [];
        const files = await listSessionFiles(join(path, SESSIONS));
        return files.filter((file) => file.endsWith(name)).map((file) => join(SESSIONS, file));
      },
    };
  }

  protected isUnknownSession(run: CodexRun, options: CliOptions): boolean {
    return isUnknownSession(run, options);
  }

  protected judge(run: CodexRun, options: CliOptions): Failure | undefined {
    return judgeOutcome(run, options);
  }

  protected warningOf(run: CodexRun): string | undefined {
    return warningOf(run);
  }

  protected answerOf({ answer }: CodexRun, { jsonSchema }: CliOptions): CliAnswer {
    const structured =
      jsonSchema === undefined ? {} : { structuredOutput: structuredAnswer(answer, jsonSchema) };
    return { output: answer, ...structured, permissionDenials: [] };
  }

  async #readInstructions(options: CliOptions): Promise<string | undefined> {
    const { projectInstructions, appendSystemPrompt, cwd } = options;
    const instructions = projectInstructions ?? (await readProjectInstructions(cwd, this.instructionFiles));
    return composeSystemPrompt(instructions, appendSystemPrompt);
  }
}

async function writeSchema(folder: string, schema: CliOptions['jsonSchema']): Promise<string | undefined> {
  if (schema === undefined) return undefined;
  const path = join(folder, 'answer-schema.json');
  await writeFile(path, JSON.stringify(strictSchema(schema)));
  return path;
}

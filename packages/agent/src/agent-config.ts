import { isAbsolute } from 'node:path';
import { type ConfigSection, defineConfigSection, MAX_TIMEOUT } from '@poppobuilder/core';
import { withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How an agent is started and limited. */
export interface AgentSettings {
  /** The agent's executable: a name on the PATH or an absolute path. @defaultValue the provider's, such as 'claude' */
  readonly command?: string | undefined;
  /** Variables for the agent alone, beside its provider's. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Folder of the agent's own settings and sessions. @defaultValue one for each project and set of secrets and permissions */
  readonly configDirectory?: string | undefined;
  /** What the agent may do unasked. @defaultValue 'acceptEdits' */
  readonly permissionMode?: (typeof PERMISSION_MODES)[number] | undefined;
  /** Whether hooks and settings of the checked-out repository apply. @defaultValue false */
  readonly repositoryHooks?: boolean | undefined;
  readonly model?: string | undefined;
  /** Model for requests that the first one is too busy for. @defaultValue none */
  readonly fallbackModel?: string | undefined;
  /** How much the model thinks. @defaultValue the model's own */
  readonly effort?: (typeof EFFORTS)[number] | undefined;
  /** MCP servers of the agent: the absolute path of a file, or what such a file has. @defaultValue none */
  readonly mcpConfig?: string | McpConfig | undefined;
  /** How long before its timeout an agent is asked to finish; `false` for never. In milliseconds. @defaultValue 120000 (2 minutes) */
  readonly wrapUp?: number | false | undefined;
  /** Most turns of one run. */
  readonly maxTurns?: number | undefined;
  /** Most US dollars of one run. */
  readonly maxBudgetUsd?: number | undefined;
  /** Tools that the agent may use without asking. A list in the configuration. */
  readonly allowedTools?: AllowedTools | undefined;
  /** Tools that the agent may never use, whatever else is allowed. */
  readonly disallowedTools?: readonly string[] | undefined;
  /** The part of a limit of the agent's account at which no further task starts until its reset. @defaultValue none: at the limit itself */
  readonly stopAt?: number | undefined;
  /** Whether tasks continue by themselves after the reset of a limit; otherwise a person releases their hold. @defaultValue true */
  readonly resumeAfterLimit?: boolean | undefined;
}

/** MCP servers by name, in the form that agents read from a file. */
export interface McpConfig {
  readonly mcpServers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The agents of a project. */
export interface AgentConfig extends AgentSettings {
  /** Name of the agent: `claude`, or what a plugin provides, such as `codex`. @defaultValue 'claude' */
  readonly provider?: string | undefined;
  /** Other agents or settings for tasks of some types, by type. */
  readonly taskTypes?: Readonly<Record<string, AgentOfType>> | undefined;
}

/** The agent for tasks of one type. What is left out is as for all types; another agent takes over only the limits. */
export interface AgentOfType extends AgentSettings {
  readonly provider?: string | undefined;
}

/** Settings of an agent as they are written. */
export interface AgentSettingsInput extends Omit<AgentSettings, 'allowedTools'> {
  /** Tools that the agent may use without asking. */
  readonly allowedTools?: readonly string[] | undefined;
  readonly provider?: string | undefined;
}

/** The section as it is written. */
export interface AgentConfigInput extends AgentSettingsInput {
  readonly taskTypes?: Readonly<Record<string, AgentSettingsInput>> | undefined;
}

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly agent?: AgentConfigInput;
  }
}

/** Tools that an agent may use without asking. */
export interface AllowedTools {
  /** Where a request names none. */
  readonly tools?: readonly string[] | undefined;
  /** Only these of the allowed tools count, also of those that a request names. @defaultValue all */
  readonly limit?: readonly string[] | undefined;
}

const PERMISSION_MODES = ['default', 'acceptEdits', 'plan', 'dontAsk', 'bypassPermissions'] as const;

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Name of the agent where the configuration names none, and of its executable. */
export const DEFAULT_PROVIDER = 'claude';

/** Name of the folder of Claude's settings and sessions in the project's home folder. */
export const SETTINGS_FOLDER = 'claude';

const text = withoutNul.min(1);
const absolutePath = text.refine(isAbsolute, 'must be an absolute path');
const variables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable'),
  withoutNul,
);

const settings = {
  provider: text.optional().meta({ description: 'Name of the agent.', default: DEFAULT_PROVIDER }),
  command: text
    .optional()
    .describe("The agent's executable: a name on the PATH or an absolute path. By default the provider's."),
  environment: variables.optional().describe('Variables for the agent alone.'),
  configDirectory: text
    .optional()
    .describe(
      "Folder of the agent's settings and sessions, outside of the project. By default one for each project and set of secrets and permissions.",
    ),
  permissionMode: z
    .enum(PERMISSION_MODES)
    .optional()
    .meta({ description: 'What the agent may do without asking.', default: 'acceptEdits' }),
  repositoryHooks: z
    .boolean()
    .optional()
    .meta({ description: "Whether the repository's own hooks and settings apply.", default: false }),
  model: text.optional().describe("Model of the agent. By default the agent's own choice."),
  fallbackModel: text.optional().describe('Model for requests that the first one is too busy for.'),
  effort: z
    .enum(EFFORTS)
    .optional()
    .describe("How much the model thinks. By default the model's own choice."),
  mcpConfig: z
    .union([absolutePath, z.strictObject({ mcpServers: z.record(text, z.record(z.string(), z.json())) })])
    .optional()
    .describe('MCP servers of the agent: the absolute path of a file, or what such a file has.'),
  wrapUp: z
    .union([z.int().min(1).max(MAX_TIMEOUT), z.literal(false)])
    .optional()
    .meta({
      description: 'Milliseconds before its timeout in which an agent is asked to finish; false for never.',
      default: 120_000,
    }),
  maxTurns: z.int().min(1).optional().describe('Most turns of one run.'),
  maxBudgetUsd: z.number().positive().optional().describe('Most US dollars of one run.'),
  allowedTools: z
    .array(text)
    .transform((tools): AllowedTools => ({ tools }))
    .optional()
    .describe('Tools that the agent may use without asking, such as Bash(npm test).'),
  disallowedTools: z
    .array(text)
    .optional()
    .describe('Tools that the agent may never use, such as WebFetch or Bash(git push:*).'),
  stopAt: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      "The part of a limit of the agent's account, such as 0.9, at which no further task starts until its reset. By default tasks stop at the limit itself.",
    ),
  resumeAfterLimit: z.boolean().optional().meta({
    description:
      'Whether tasks continue by themselves after the reset of a limit. Otherwise a person releases their hold.',
    default: true,
  }),
};

const schema = z.strictObject({
  ...settings,
  taskTypes: z
    .record(text, z.strictObject(settings))
    .optional()
    .describe('Other agents or settings for tasks of some types, by type.'),
});

/** The section `agent` of a project's configuration. */
export const agentConfig: ConfigSection<AgentConfig> = defineConfigSection({
  name: 'agent',
  schema,
  projectMaySet: ['model', 'fallbackModel', 'effort'],
  projectMayNarrow: {
    maxTurns: (outer, inner) => Math.min(outer ?? inner, inner),
    maxBudgetUsd: (outer, inner) => Math.min(outer ?? inner, inner),
    stopAt: (outer, inner) => Math.min(outer ?? inner, inner),
    allowedTools: (outer, inner) => ({ ...outer, limit: inner.tools }),
    disallowedTools: (outer = [], inner) => [...new Set([...outer, ...inner])],
  },
  secrets: [
    {
      name: 'agent',
      title: "secret of the agent's provider",
      sources: [
        {
          from: 'variables',
          names: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_BASE_URL', 'CLAUDE_CODE_*'],
        },
      ],
      keys: ['environment', 'mcpConfig', 'taskTypes'],
    },
  ],
  sandbox: {
    executables: [{ name: DEFAULT_PROVIDER, key: 'command', environment: 'environment', secret: 'agent' }],
    folders: [{ name: SETTINGS_FOLDER, sharedBy: 'privilege', key: 'configDirectory', secret: 'agent' }],
    files: [{ key: 'mcpConfig', secret: 'agent' }],
    variants: 'taskTypes',
  },
});

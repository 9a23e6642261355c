import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How the coding agent of a project is started and limited. */
export interface AgentConfig {
  /** The agent's executable: a name on the PATH or an absolute path. @defaultValue 'claude' */
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
  /** Most turns of one run. */
  readonly maxTurns?: number | undefined;
  /** Most US dollars of one run. */
  readonly maxBudgetUsd?: number | undefined;
  /** Tools that the agent may use without asking. A list in the configuration. */
  readonly allowedTools?: AllowedTools | undefined;
}

/** The section as it is written. */
export interface AgentConfigInput extends Omit<AgentConfig, 'allowedTools'> {
  /** Tools that the agent may use without asking. */
  readonly allowedTools?: readonly string[] | undefined;
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

/** Name of the agent's executable where the configuration names none. */
export const DEFAULT_COMMAND = 'claude';

/** Name of the folder of the agent's settings and sessions in the project's home folder. */
export const SETTINGS_FOLDER = 'claude';

const text = withoutNul.min(1);
const variables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable'),
  withoutNul,
);

const schema = z.strictObject({
  command: text.optional(),
  environment: variables.optional(),
  configDirectory: text.optional(),
  permissionMode: z.enum(PERMISSION_MODES).optional(),
  repositoryHooks: z.boolean().optional(),
  model: text.optional(),
  maxTurns: z.int().min(1).optional(),
  maxBudgetUsd: z.number().positive().optional(),
  allowedTools: z
    .array(text)
    .transform((tools): AllowedTools => ({ tools }))
    .optional(),
});

/** The section `agent` of a project's configuration. */
export const agentConfig: ConfigSection<AgentConfig> = defineConfigSection({
  name: 'agent',
  schema,
  projectMaySet: ['model'],
  projectMayNarrow: {
    maxTurns: (outer, inner) => Math.min(outer ?? inner, inner),
    maxBudgetUsd: (outer, inner) => Math.min(outer ?? inner, inner),
    allowedTools: (outer, inner) => ({ ...outer, limit: inner.tools }),
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
      keys: ['environment'],
    },
  ],
  sandbox: {
    executables: [{ name: DEFAULT_COMMAND, key: 'command', environment: 'environment', secret: 'agent' }],
    folders: [{ name: SETTINGS_FOLDER, sharedBy: 'privilege', key: 'configDirectory', secret: 'agent' }],
  },
});

import { z } from 'zod';
import { withoutNul } from '../text/without-nul.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { type Permissions, permissionsSchema } from '../plugin/permissions.ts';

/** How the coding agent of a project is started and limited. */
export interface AgentConfig {
  /** The agent's executable: a name on the PATH or an absolute path. @defaultValue 'claude' */
  readonly command?: string;
  /** Variables for the agent alone, beside its provider's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the agent's own settings and sessions. @defaultValue one for each project */
  readonly configDirectory?: string;
  /** What the agent may do unasked. @defaultValue 'acceptEdits' */
  readonly permissionMode?: 'default' | 'acceptEdits' | 'plan' | 'dontAsk' | 'bypassPermissions';
  /** Whether hooks and settings of the checked-out repository apply. @defaultValue false */
  readonly repositoryHooks?: boolean;
  readonly model?: string;
  /** Most turns of one run. */
  readonly maxTurns?: number;
  /** Most US dollars of one run. */
  readonly maxBudgetUsd?: number;
  /** Tools that the agent may use without asking. */
  readonly allowedTools?: readonly string[];
  /** Only these of the allowed tools count: what the file inside the project narrows them to. Never set by hand. */
  readonly toolLimit?: readonly string[];
}

/** Where a project lives on GitHub. */
export interface GitHubConfig {
  /** @defaultValue from the checkout's `origin` */
  readonly owner?: string;
  /** @defaultValue from the checkout's `origin` */
  readonly repo?: string;
  /** Address of the REST API, for GitHub Enterprise. */
  readonly baseUrl?: string;
  readonly cloneUrl?: string;
}

/** How issues are worked on. */
export interface IssuesConfig {
  readonly mode?: 'pull-request' | 'comment';
  /** Other names for the labels of the states. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly branch?: string;
}

/** A project's resolved configuration. */
export interface ProjectConfig {
  /** Language of prompts and replies, as a BCP 47 tag. */
  readonly language?: string;
  readonly issues?: IssuesConfig;
  readonly github?: GitHubConfig;
  readonly agent?: AgentConfig;
  /** Variables for the commands of the project. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Names of the host's variables that the project's commands may see. */
  readonly passEnvironment?: readonly string[];
  /** Denies what handlers declared; it can add nothing. */
  readonly permissions?: Permissions;
}

/** Configuration as a task carries it. */
export interface ProjectConfigInput extends ProjectConfig {
  /** Wins over every other source of the token. Taken out of the configuration and masked everywhere. */
  readonly githubToken?: string;
}

/** Token of the project's resolved configuration. */
export const ProjectConfig: ServiceToken<ProjectConfig> = createServiceToken<ProjectConfig>({
  id: '@poppobuilder/core/ProjectConfig',
  scope: 'project',
  component: 'config',
});

const GITHUB_TOKEN_NAME = /^(GITHUB_TOKEN(_.*)?|GH_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN)$/i;

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable')
  .refine(
    (name) => !GITHUB_TOKEN_NAME.test(name),
    'would hand a GitHub token to commands; put it into .poppo/credentials.json',
  );
const variables = z.record(variableName, withoutNul);
const name = withoutNul.min(1);

const fields = {
  language: name.optional(),
  issues: z
    .strictObject({
      mode: z.enum(['pull-request', 'comment']).optional(),
      labels: z.record(name, name).optional(),
      branch: name.optional(),
    })
    .optional(),
  github: z
    .strictObject({
      owner: name.optional(),
      repo: name.optional(),
      baseUrl: z.url({ protocol: /^https?$/ }).optional(),
      cloneUrl: name.optional(),
    })
    .optional(),
  agent: z
    .strictObject({
      command: name.optional(),
      environment: variables.optional(),
      configDirectory: name.optional(),
      permissionMode: z.enum(['default', 'acceptEdits', 'plan', 'dontAsk', 'bypassPermissions']).optional(),
      repositoryHooks: z.boolean().optional(),
      model: name.optional(),
      maxTurns: z.int().min(1).optional(),
      maxBudgetUsd: z.number().positive().optional(),
      allowedTools: z.array(name).optional(),
    })
    .optional(),
  environment: variables.optional(),
  passEnvironment: z.array(variableName).optional(),
  permissions: permissionsSchema.optional(),
};

/** Schema of a task's `projectConfig`. */
export const projectConfigSchema: z.ZodType<ProjectConfigInput> = z.strictObject({
  ...fields,
  githubToken: z.string().min(1).optional(),
}) as z.ZodType<ProjectConfigInput>;

/** Schema of a `config.json`. */
export const configFileSchema: z.ZodType<ProjectConfig> = z
  .strictObject({ $schema: z.string().optional(), ...fields })
  .transform(({ $schema: _, ...config }) => config) as z.ZodType<ProjectConfig>;

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseSize } from '../text/size.ts';
import { withoutNul } from '../text/without-nul.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { type Permissions, permissionsSchema } from '../plugin/permissions.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';

/** How the coding agent of a project is started and limited. */
export interface AgentConfig {
  /** The agent's executable: a name on the PATH or an absolute path. @defaultValue 'claude' */
  readonly command?: string;
  /** Variables for the agent alone, beside its provider's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the agent's own settings and sessions. @defaultValue one for each project and set of secrets and permissions */
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
  /** Address of the REST API, for GitHub Enterprise. @defaultValue 'https://api.github.com' */
  readonly baseUrl?: string;
  /** Where git clones from and pushes to. @defaultValue the checkout's `origin` */
  readonly cloneUrl?: string;
  /** A GitHub App to sign in as, in place of a token. */
  readonly auth?: GitHubAppConfig;
  /** How far apart writes are kept. */
  readonly throttle?: GitHubThrottleConfig;
  /** Milliseconds that one call may wait for a rate limit to end before it fails. @defaultValue 60000 (1 minute) */
  readonly maxWait?: number;
}

/** A GitHub App. */
export interface GitHubAppConfig {
  readonly appId: number;
  /** @defaultValue the installation of the repository */
  readonly installationId?: number;
  /** Absolute path of the App's private key, a PEM file that only its owner can read. */
  readonly privateKeyFile: string;
}

/** Milliseconds between calls that change something, as GitHub asks of its clients. */
export interface GitHubThrottleConfig {
  /** Between writes. @defaultValue 1000 on github.com, else 0 */
  readonly write?: number;
  /** Between writes that notify people. @defaultValue 3000 on github.com, else 0 */
  readonly notification?: number;
}

/** How issues are worked on. */
export interface IssuesConfig {
  readonly mode?: 'pull-request' | 'comment';
  /** Other names for the labels of the states. */
  readonly labels?: Readonly<Partial<Record<IssueState, string>>>;
  /** Name of an issue's branch; `{number}` stands for its number. @defaultValue 'poppo/issue-{number}' */
  readonly branch?: string;
  /** Whether replies end with what the task cost and how long it took. @defaultValue true */
  readonly footer?: boolean;
  /** Comments that say nothing but one of these close the loop. @defaultValue done, completed, resolved and the like */
  readonly completionKeywords?: readonly string[];
}

/** A state of an issue that PoppoBuilder works on, and the default name of its label. */
export type IssueState = (typeof ISSUE_STATES)[number];

/** The states of an issue. */
export const ISSUE_STATES = ['processing', 'awaiting-response', 'completed', 'failed'] as const;

/** A level of access to a repository, as GitHub names it. */
export type RepositoryPermission = (typeof REPOSITORY_PERMISSIONS)[number];

/** The levels of access, from the least. */
export const REPOSITORY_PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

/** Who may command the agent. */
export interface AuthorsConfig {
  /** Least level of access to the repository. @defaultValue 'write' */
  readonly permission?: RepositoryPermission;
  /** Associations of which an author must have one besides, such as `MEMBER`. @defaultValue any */
  readonly associations?: readonly string[];
  /** Logins that may always. */
  readonly allow?: readonly string[];
  /** Logins that may never; wins over all else. */
  readonly deny?: readonly string[];
  /** Logins of bots that may, if their permission does; other bots may not. */
  readonly bots?: readonly string[];
  /** Whether a refusal is posted as a comment. @defaultValue false: it is logged */
  readonly explain?: boolean;
}

/** Who commits, as git names it. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** How worktrees are kept and what may be pushed from them. */
export interface WorkspaceConfig {
  /** Branch that work starts from. @defaultValue the repository's default branch */
  readonly base?: string;
  /** @defaultValue PoppoBuilder <poppobuilder@users.noreply.github.com> */
  readonly commitAuthor?: CommitAuthor;
  /** Whether changes below `.github/workflows` are pushed. @defaultValue false */
  readonly workflows?: boolean;
  /** Milliseconds that an unused worktree is kept. @defaultValue 604800000 (7 days) */
  readonly retention?: number;
  /** Most space of a project's worktrees, as `'10GB'`. @defaultValue '10GB' */
  readonly diskLimit?: string;
}

/** How pull requests are reviewed. */
export interface ReviewConfig {
  /** Most bytes of diff that one review reads. @defaultValue '400KB' */
  readonly diffLimit?: string;
  /** Most comments of one review. @defaultValue 30 */
  readonly maxComments?: number;
}

/** What each task of a project may use in a `WorkerPool`, over the pool's own options of these names. */
export interface LimitsConfig {
  /** Resident memory of a worker with all that it started, and the heap of its JavaScript, as `'2GB'`; at least `'64MB'`. */
  readonly memoryLimit?: string;
  /** What the commands of one task may write to standard output and error, as `'512MB'`. */
  readonly outputLimit?: string;
  /** Processes of a worker with all that it started. */
  readonly maxProcesses?: number;
  /** CPU time of one task, in milliseconds. */
  readonly cpuTime?: number;
  /** Files that each process may have open; at least 64. */
  readonly openFiles?: number;
}

/** A project's resolved configuration. */
export interface ProjectConfig {
  /** Language of prompts and replies, as a BCP 47 tag. */
  readonly language?: string;
  readonly issues?: IssuesConfig;
  readonly github?: GitHubConfig;
  readonly agent?: AgentConfig;
  readonly authors?: AuthorsConfig;
  readonly workspace?: WorkspaceConfig;
  readonly review?: ReviewConfig;
  readonly limits?: LimitsConfig;
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
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of an environment variable');
const name = withoutNul.min(1);

/** V8 and Node do not start with less. In bytes. */
const MIN_MEMORY = 64 * 1024 ** 2;

/** The longest time a timer can keep, in milliseconds. */
const milliseconds = z.int().min(0).max(MAX_TIMEOUT);
const size = z
  .string()
  .regex(/^\d+(\.\d+)? ?[KMGT]?B$/, "must be a size with a unit, such as '512MB'")
  .refine((text) => parseSize(text) !== undefined, 'must be more than nothing');
const line = withoutNul.min(1).refine((text) => !/[\n\r<>]/.test(text), 'must be one line without < and >');
const labelNames = Object.fromEntries(ISSUE_STATES.map((state) => [state, name.optional()]));

/** The fields of a configuration; `ofToken` says why the name of a variable for a GitHub token cannot stand in it. */
const fieldsWith = (ofToken: string) => {
  const ownName = variableName.refine((text) => !GITHUB_TOKEN_NAME.test(text), ofToken);
  const variables = z.record(ownName, withoutNul);
  return {
    language: name.optional(),
    issues: z
      .strictObject({
        mode: z.enum(['pull-request', 'comment']).optional(),
        labels: z.strictObject(labelNames).optional(),
        branch: name.optional(),
        footer: z.boolean().optional(),
        completionKeywords: z.array(name).optional(),
      })
      .optional(),
    github: z
      .strictObject({
        owner: name.optional(),
        repo: name.optional(),
        baseUrl: z.url({ protocol: /^https?$/ }).optional(),
        cloneUrl: name.optional(),
        auth: z
          .strictObject({
            appId: z.int().min(1),
            installationId: z.int().min(1).optional(),
            privateKeyFile: name.refine((path) => isAbsolute(path), 'must be an absolute path'),
          })
          .optional(),
        throttle: z
          .strictObject({ write: milliseconds.optional(), notification: milliseconds.optional() })
          .optional(),
        maxWait: milliseconds.optional(),
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
    authors: z
      .strictObject({
        permission: z.enum(REPOSITORY_PERMISSIONS).optional(),
        associations: z.array(name).optional(),
        allow: z.array(name).optional(),
        deny: z.array(name).optional(),
        bots: z.array(name).optional(),
        explain: z.boolean().optional(),
      })
      .optional(),
    workspace: z
      .strictObject({
        base: name.optional(),
        commitAuthor: z.strictObject({ name: line, email: line }).optional(),
        workflows: z.boolean().optional(),
        retention: z.int().min(0).optional(),
        diskLimit: size.optional(),
      })
      .optional(),
    review: z
      .strictObject({ diffLimit: size.optional(), maxComments: z.int().min(0).max(100).optional() })
      .optional(),
    limits: z
      .strictObject({
        memoryLimit: size
          .refine((text) => (parseSize(text) ?? 0) >= MIN_MEMORY, "must be at least '64MB'")
          .optional(),
        outputLimit: size.optional(),
        maxProcesses: z.int().min(1).optional(),
        cpuTime: milliseconds.min(1).optional(),
        openFiles: z.int().min(64).optional(),
      })
      .optional(),
    environment: variables.optional(),
    passEnvironment: z.array(ownName).optional(),
    permissions: permissionsSchema.optional(),
  };
};

const fields = fieldsWith(
  'would hand a GitHub token to commands; put it into .poppo/credentials.json as "githubToken"',
);

/** Schema of a task's `projectConfig`. */
export const projectConfigSchema: z.ZodType<ProjectConfigInput> = z.strictObject({
  ...fields,
  githubToken: z.string().min(1).optional(),
}) as z.ZodType<ProjectConfigInput>;

/** Schema of the operator's `config.json`. */
export const configFileSchema: z.ZodType<ProjectConfig> = fileSchema(fields);

/** Schema of the `config.json` in a project, in which most keys are ignored: its messages say so of a token. */
export const projectFileSchema: z.ZodType<ProjectConfig> = z.lazy(() => fileSchema(fieldsWith(IGNORED)));

const IGNORED =
  'is ignored in this file, which everybody who can read the project sees; take the token out of it, and put it into .poppo/credentials.json as "githubToken"';

function fileSchema(ofFile: ReturnType<typeof fieldsWith>): z.ZodType<ProjectConfig> {
  return z
    .strictObject({ $schema: z.string().optional(), ...ofFile })
    .transform(({ $schema: _, ...config }) => config) as z.ZodType<ProjectConfig>;
}

import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import type { Secret } from '../services/service-token.ts';
import { agentVariables } from './environment.ts';
import type { GitHubAppConfig } from './project-config.ts';
import { readProjectFile, readSecretFile } from './settings-file.ts';

/** What `.poppo/credentials.json` may hold. */
interface CredentialsFile {
  readonly githubToken?: string | undefined;
  /** Own secrets, by the names that handlers declare. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

const credentialsFileSchema: z.ZodType<CredentialsFile> = z.strictObject({
  githubToken: z.string().min(1).optional(),
  secrets: z
    .record(z.string().min(1), z.string().min(1))
    .refine(
      (secrets) => !('github' in secrets) && !('agent' in secrets),
      'may not be named "github" or "agent"',
    )
    .optional(),
} satisfies ShapeOf<CredentialsFile>);

/** The secrets of a project, by name: `github`, `agent`, and own ones. */
export interface ProjectCredentials {
  readonly secrets: Readonly<Record<string, Secret>>;
  /** The host's variable that the GitHub token came from, when it is one for this project alone. */
  readonly projectVariable?: string | undefined;
  readonly mistakes: readonly string[];
}

/** Name of the host's variable for one project's GitHub token: `GITHUB_TOKEN_MY_PROJECT` for `my-project`. */
function githubTokenVariable(projectId: string): string {
  return `GITHUB_TOKEN_${projectId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

/** Finds a project's credentials; for the GitHub token the first source that has one wins. */
export function resolveCredentials(
  host: NodeJS.ProcessEnv,
  project: {
    readonly projectId: string;
    readonly projectPath: string;
    readonly githubToken?: string | undefined;
    readonly githubApp?: GitHubAppConfig | undefined;
  },
): ProjectCredentials {
  const { projectPath } = project;
  const { value: file = {}, mistakes } = readProjectFile(
    projectPath,
    'credentials.json',
    credentialsFileSchema,
    true,
  );
  const variable = githubTokenVariable(project.projectId);
  const own = project.githubToken ?? file.githubToken;
  const app = own === undefined && project.githubApp ? readApp(project.githubApp) : undefined;
  const token = nonEmpty(host[variable]) ?? nonEmpty(host['GITHUB_TOKEN']) ?? nonEmpty(host['GH_TOKEN']);
  const isApp = app !== undefined;
  const github = own ?? (isApp ? app.secret : token);
  const agent = agentVariables(host);
  return {
    secrets: {
      ...file.secrets,
      ...(github === undefined ? {} : { github }),
      ...(Object.keys(agent).length === 0 ? {} : { agent }),
    },
    projectVariable: github !== undefined && github === nonEmpty(host[variable]) ? variable : undefined,
    mistakes: [...mistakes, ...(app?.mistakes ?? [])],
  };
}

/** The secret `github` of a GitHub App: what it signs in with, in place of a token. */
function readApp({ appId, installationId, privateKeyFile }: GitHubAppConfig): {
  readonly secret?: Secret;
  readonly mistakes: readonly string[];
} {
  const { text, mistake } = readSecretFile(privateKeyFile);
  if (mistake !== undefined) return { mistakes: [mistake] };
  if (text === undefined)
    return { mistakes: [`github.auth.privateKeyFile: ${privateKeyFile} does not exist`] };
  const installation = installationId === undefined ? {} : { installationId: String(installationId) };
  return { secret: { appId: String(appId), ...installation, privateKey: text }, mistakes: [] };
}

const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

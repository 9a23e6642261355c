import { basename } from 'node:path';
import { realpathSync } from 'node:fs';
import { findCheckout, readOrigin } from '@poppobuilder/core/runner-kit';

/** What a project is made of. */
export interface ProjectAnswers {
  readonly id: string;
  /** As `owner/name`; absent for a project that is not on GitHub. */
  readonly repository?: string | undefined;
  /** The label that starts work on an issue. */
  readonly label: string;
  /** The REST API, unless it is that of github.com. */
  readonly baseUrl?: string | undefined;
}

/** What GitHub calls an address of a repository: `https://`, `ssh://` or `git@host:`. */
const REMOTE =
  /^(?:(?:https?|ssh|git):\/\/(?:[^@/]*@)?|(?:[^@/\s]+@)?)([^:/\s]+)(?::\d+)?[:/]+([\w-]+)\/([\w.-]+?)(?:\.git)?\/*$/;

const PUBLIC_API = 'https://api.github.com';

/** Returns the project that a folder is for: the repository of its git remote, where it has one. */
export async function inferProject(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ProjectAnswers> {
  const checkout = findCheckout(realpathSync(folder));
  const { origin } = checkout === undefined ? {} : await readOrigin(checkout, environment);
  const [, host, owner, name] = REMOTE.exec(origin ?? '') ?? [];
  const found = { id: idOf(name ?? basename(folder)), label: 'poppo' };
  if (host === undefined) return found;
  const baseUrl = apiOf(host, environment);
  return { ...found, repository: `${owner}/${name}`, ...(baseUrl === undefined ? {} : { baseUrl }) };
}

/** Programs such as GitHub Actions name the API in this variable. */
function apiOf(host: string, { GITHUB_API_URL: named = '' }: NodeJS.ProcessEnv): string | undefined {
  if (named !== '') return named === PUBLIC_API ? undefined : named;
  return /(?:^|[.-])github\.com$|^[^.]+$/.test(host) ? undefined : `https://${host}/api/v3`;
}

/** Returns a name as the id of a project. */
function idOf(name: string): string {
  const id = name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return id === '' ? 'project' : id.slice(0, 64);
}

import { generateKeyPairSync } from 'node:crypto';
import { createEmulator, type Emulator } from 'emulate';
import type { GitRemoteOptions } from './git-remote.ts';
import { freePort } from './listen.ts';

/** What an account may do in the repository. */
export type Access = 'admin' | 'maintain' | 'push' | 'triage' | 'pull' | 'none';

/** The emulator, reached only through the stand-in in front of it. */
export interface StartedEmulator extends AsyncDisposable {
  readonly url: string;
}

/** What the emulator begins with. */
export interface EmulatorOptions extends Pick<GitRemoteOptions, 'owner' | 'repo'> {
  /** Address that its answers name. */
  readonly baseUrl: string;
  readonly people: Readonly<Record<string, Access>>;
  readonly isPrivate: boolean;
  /** Installed in the repository when there is one. */
  readonly app?: GitHubApp | undefined;
}

/** A GitHub App, and its one installation. */
export interface GitHubApp {
  readonly appId: number;
  readonly installationId: number;
  readonly slug: string;
  /** Whom its comments are by. */
  readonly login: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Makes a GitHub App with a key of its own. */
export function createApp(): GitHubApp {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { appId: 4711, installationId: 4712, slug: 'poppo-app', login: 'poppo-app[bot]', privateKey };
}

/** Token of an account; long enough to be kept secret. */
export const tokenOf = (login: string): string =>
  `ghp_${Buffer.from(login).toString('hex').padEnd(36, '0123456789abcdef')}`;

interface Scoped {
  login: string;
  scopes: string[];
}

/** Starts `emulate` with the repository, its owner and the people, each with a token and their access. */
export async function startEmulator(options: EmulatorOptions): Promise<StartedEmulator> {
  const { owner, repo, baseUrl, people, isPrivate, app } = options;
  const port = await freePort();
  const logins = [...new Set([owner, ...Object.keys(people)])];
  const tokens = logins.map(
    (login) => [tokenOf(login), { login, scopes: ['repo', 'user'] }] as [string, Scoped],
  );
  const emulator: Emulator = await createEmulator({
    service: 'github',
    port,
    baseUrl,
    seed: {
      tokens: Object.fromEntries(tokens),
      github: {
        users: logins.map((login) => ({ login, name: login, email: `${login}@example.com` })),
        repos: [{ owner, name: repo, private: isPrivate, auto_init: true, default_branch: 'main' }],
        ...(app === undefined ? {} : { apps: [seedOf(app, owner)] }),
      },
    },
  });
  const url = `http://127.0.0.1:${port}`;
  for (const [login, permission] of Object.entries(people)) {
    if (permission === 'none' || login === owner) continue;
    const { status } = await fetch(`${url}/repos/${owner}/${repo}/collaborators/${login}`, {
      method: 'PUT',
      headers: { authorization: `token ${tokenOf(owner)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ permission }),
    });
    if (status !== 201) throw new Error(`${login} did not become a collaborator: ${status}`);
  }
  return { url, [Symbol.asyncDispose]: () => emulator.close() };
}

const seedOf = ({ appId, installationId, slug, privateKey }: GitHubApp, account: string): object => {
  const permissions = { contents: 'write', issues: 'write', pull_requests: 'write', metadata: 'read' };
  const installations = [{ installation_id: installationId, account, permissions }];
  return { app_id: appId, slug, name: slug, private_key: privateKey, permissions, installations };
};

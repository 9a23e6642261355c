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
  const { owner, repo, baseUrl, people, isPrivate } = options;
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

import { showList } from './list.ts';
import { type ClientOptions, runClient } from './run-client.ts';

/** Flags of `poppo token create`. */
export interface CreateTokenOptions extends ClientOptions {
  readonly role: 'viewer' | 'operator';
  readonly name: string;
}

/** Creates a token, and shows it this once. */
export async function createToken({ role, name, ...options }: CreateTokenOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const created = await client.access.createToken({ name, role });
    if (options.json === true) print.json(created);
    else print.lines(created.token);
  });
}

/** Lists tokens, without the tokens themselves. */
export async function listTokens(options: ClientOptions): Promise<void> {
  await showList(options, async (client) => (await client.access.listTokens()).items, {
    empty: 'There are no tokens.',
    head: ['NAME', 'ROLE', 'CREATED'],
    row: ({ name, role, createdAt }) => [name, role, createdAt],
  });
}

/** Revokes a token. */
export async function revokeToken(name: string, options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const revoked = await client.access.revokeToken({ name });
    if (options.json === true) print.json(revoked);
    else print.lines(`The token "${name}" is revoked.`);
  });
}

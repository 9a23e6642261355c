import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Role } from './role.ts';

/** A token or session, by the digest of its secret. */
export interface StoredAccess {
  readonly digest: string;
  readonly role: Role;
  readonly createdAt: string;
}

/** A token of the API. */
export interface StoredToken extends StoredAccess {
  readonly name: string;
}

/** A browser that signed in. */
export interface StoredSession extends StoredAccess {
  readonly expiresAt: string;
}

/** What is kept of tokens and sessions. */
export interface Access {
  readonly tokens: readonly StoredToken[];
  readonly sessions: readonly StoredSession[];
}

const common = { digest: z.string(), role: z.enum(['viewer', 'operator']), createdAt: z.string() } as const;

const accessSchema: z.ZodType<Access> = z.object({
  tokens: z.array(z.object({ ...common, name: z.string() })),
  sessions: z.array(z.object({ ...common, expiresAt: z.string() })),
});

/** Returns the content of the file; nothing where there is none. Throws when it is damaged: tokens must not get lost silently. */
export function readAccess(file: string): Access {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { tokens: [], sessions: [] };
    throw error;
  }
}

/** Replaces the content of the file, which only this user may read. */
export function writeAccess(file: string, access: Access): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(access, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

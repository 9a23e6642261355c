import { createHash, randomBytes } from 'node:crypto';
import { TaskError } from '@poppobuilder/core';
import type { Caller } from '../server/daemon-request.ts';
import {
  type Access,
  readAccess,
  type StoredAccess,
  type StoredSession,
  type StoredToken,
  writeAccess,
} from './access-file.ts';
import type { Role } from './role.ts';

/** In milliseconds. */
const SESSION_LIFETIME = 30 * 24 * 3_600_000;
const LINK_LIFETIME = 5 * 60_000;

/** How many links may be open at once. */
const MAX_LINKS = 100;

/** A link that signs a browser in, once. */
export interface SignInLink {
  readonly secret: string;
  readonly expiresAt: Date;
}

interface OpenLink {
  readonly role: Role;
  readonly expiresAt: Date;
}

/** A browser that is signed in, without its secret. */
export interface OpenSession {
  readonly id: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** A browser that has just signed in. */
export interface Session {
  readonly secret: string;
  readonly expiresAt: Date;
}

/** The tokens, sign-in links and sessions of a daemon. Only digests of the secrets are kept, in a file. */
export class AccessStore {
  readonly #file: string;
  readonly #links = new Map<string, OpenLink>();
  /** What is used, by digest. */
  readonly #used = new Map<string, AbortController>();
  #access: Access;

  constructor(file: string) {
    this.#file = file;
    this.#access = readAccess(file);
  }

  get tokens(): readonly StoredToken[] {
    return this.#access.tokens;
  }

  /** Browsers that are signed in. */
  get sessions(): readonly OpenSession[] {
    return this.#access.sessions.filter(isValid).map((session) => ({
      id: idOf(session),
      role: session.role,
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
    }));
  }

  /** Creates a token and returns it; it cannot be read again. Throws `CONFLICT` when the name is taken. */
  createToken(name: string, role: Role): string {
    if (this.#access.tokens.some((token) => token.name === name)) {
      const message = `There is already a token with the name "${name}". Choose another one, or revoke it first.`;
      throw new TaskError({ code: 'CONFLICT', message });
    }
    const secret = `poppo_${newSecret()}`;
    this.#write({ tokens: [...this.#access.tokens, { name, ...stored(secret, role) }] });
    return secret;
  }

  /** Throws `NOT_FOUND` when there is no such token. */
  revokeToken(name: string): void {
    const tokens = this.#access.tokens.filter((token) => token.name !== name);
    if (tokens.length === this.#access.tokens.length) {
      throw new TaskError({ code: 'NOT_FOUND', message: `There is no token with the name "${name}".` });
    }
    this.#write({ tokens });
  }

  /** Creates a link that signs a browser in. */
  createLink(role: Role): SignInLink {
    const secret = newSecret();
    const expiresAt = new Date(Date.now() + LINK_LIFETIME);
    this.#links.set(digestOf(secret), { role, expiresAt });
    const [oldest] = this.#links.keys();
    if (this.#links.size > MAX_LINKS && oldest !== undefined) this.#links.delete(oldest);
    return { secret, expiresAt };
  }

  /** Uses up a link; returns undefined when it is not valid, or no longer. */
  signIn(link: string): Session | undefined {
    const digest = digestOf(link);
    const open = this.#links.get(digest);
    this.#links.delete(digest);
    if (open === undefined || open.expiresAt.getTime() < Date.now()) return undefined;
    const secret = newSecret();
    const expiresAt = new Date(Date.now() + SESSION_LIFETIME);
    const session: StoredSession = { ...stored(secret, open.role), expiresAt: expiresAt.toISOString() };
    this.#write({ sessions: [...this.#access.sessions.filter(isValid), session] });
    return { secret, expiresAt };
  }

  /** Returns whose token it is; undefined when it is none. */
  findToken(secret: string): Caller | undefined {
    const digest = digestOf(secret);
    const token = this.#access.tokens.find((one) => one.digest === digest);
    if (token === undefined) return undefined;
    return { role: token.role, name: `the token "${token.name}"`, revoked: this.#revocationOf(digest) };
  }

  /** Returns whose session it is; undefined when it is none. */
  findSession(secret: string): Caller | undefined {
    const digest = digestOf(secret);
    const session = this.#access.sessions.find((one) => one.digest === digest && isValid(one));
    if (session === undefined) return undefined;
    const revoked = this.#revocationOf(digest);
    return { role: session.role, name: 'somebody in a browser', session: idOf(session), revoked };
  }

  /** Signs a browser out. Throws `NOT_FOUND` when there is no such session. */
  revokeSession(id: string): void {
    const sessions = this.#access.sessions.filter((session) => idOf(session) !== id);
    if (sessions.length === this.#access.sessions.length) {
      throw new TaskError({ code: 'NOT_FOUND', message: `There is no session with the id "${id}".` });
    }
    this.#write({ sessions });
  }

  #revocationOf(digest: string): AbortSignal {
    const used = this.#used.get(digest) ?? new AbortController();
    this.#used.set(digest, used);
    return used.signal;
  }

  /** What cannot be written does not count. */
  #write(changed: Partial<Access>): void {
    const access = { ...this.#access, ...changed };
    writeAccess(this.#file, access);
    this.#access = access;
    const left = new Set([...access.tokens, ...access.sessions].map(({ digest }) => digest));
    for (const [digest, used] of this.#used) {
      if (left.has(digest)) continue;
      this.#used.delete(digest);
      used.abort();
    }
  }
}

const newSecret = (): string => randomBytes(32).toString('base64url');

/** Secrets are random and long, so a plain digest is as good as a slow one. Comparing digests tells nothing of the secret. */
const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const stored = (secret: string, role: Role): StoredAccess => ({
  digest: digestOf(secret),
  role,
  createdAt: new Date().toISOString(),
});

/** Returns what tells sessions apart; nobody can sign in with it. */
const idOf = ({ digest }: StoredSession): string => digest.slice(0, 12);

const isValid = ({ expiresAt }: StoredSession): boolean => Date.parse(expiresAt) > Date.now();

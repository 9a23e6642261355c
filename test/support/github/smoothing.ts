import type { Access } from './emulator.ts';
import type { Answer, Call, Forward, Json } from './exchange.ts';
import type { GitRemote } from './git-remote.ts';

/** What smoothings know of the stand-in. */
export interface Surroundings {
  /** The real repository; branches and commits are asked there. */
  readonly remote: GitRemote;
  /** `/repos/<owner>/<repo>`. */
  readonly root: string;
  readonly owner: string;
  /** Tokens that are known. */
  readonly tokens: Set<string>;
  /** Who people are and what they may do, by their token. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Where review comments were placed, by id. */
  readonly places: Map<number, Place>;
  /** Last known heads of pull requests, by number. */
  readonly heads: Map<number, string>;
  /** Commits of pull requests that are merged or closed, by number. */
  readonly finished: Map<number, PullCommits>;
  /** When something was last said on pull requests, by number. ISO 8601. */
  readonly touched: Map<number, string>;
  /** Runs of checks, by id. */
  readonly checks: Map<number, Json>;
  /** Heads of pull requests when they were last listed, by number. */
  readonly listed: Map<number, string | undefined>;
}

/** What an account may do in the repository. */
interface Role {
  readonly login: string;
  readonly access: Access;
}

/** Where a review comment is. */
export interface Place {
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
}

/** The real commits of a pull request. */
export interface PullCommits {
  readonly head: string;
  readonly base: string;
  readonly merge: string | null;
}

/** Makes the emulator answer one kind of request as GitHub does; what is not its business it hands on. */
export type Smoothing = (call: Call, next: Forward, surroundings: Surroundings) => Promise<Answer>;

/** Puts smoothings in front of the emulator; the first one sees a request first. */
export function smooth(
  smoothings: readonly Smoothing[],
  forward: Forward,
  surroundings: Surroundings,
): Forward {
  return smoothings.reduceRight<Forward>(
    (next, smoothing) => async (call) => smoothing(call, next, surroundings),
    forward,
  );
}

/** The rest of a path below the repository, such as `pulls/7/merge`; empty when it is elsewhere. */
export const within = ({ path }: Call, { root }: Surroundings): string =>
  path.toLowerCase().startsWith(`${root.toLowerCase()}/`) ? path.slice(root.length + 1) : '';

/** The token that a request signs in with; absent when it does not. */
export function tokenIn({ headers }: Call): string | undefined {
  const token = (headers.authorization ?? '').replace(/^(?:bearer|token)\s+/i, '').trim();
  return token === '' ? undefined : token;
}

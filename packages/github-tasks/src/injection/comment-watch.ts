import type { TaskContext } from '@poppobuilder/core';
import { delimitUntrusted } from '@poppobuilder/github';
import type { CommentObject } from '../github-objects/issue-object.ts';
import { OWN_MARKER } from '../prompt/permitted-comments.ts';
import type { WorkServices } from '../services.ts';
import { authorOf } from '../subject/subject.ts';
import { type InjectedComment, injectedComment } from './injected-comment.ts';

/** How often comments are looked for. In milliseconds. */
const INTERVAL = 15_000;

/** Maximum length of a comment, as in the prompt. In characters. */
const LIMIT = 10_000;

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

/** octokit returns numbers above the safe integers as `bigint`. */
type ListedComment = Omit<CommentObject, 'id'> & { readonly id: number | bigint };

/** Options of {@link CommentWatch}. */
export interface CommentWatchOptions {
  readonly context: Pick<TaskContext, 'signal' | 'logger'>;
  readonly services: Pick<WorkServices, 'github' | 'authors'>;
  /** Number of the issue or pull request. */
  readonly number: number;
  /** The comments that there were when the prompt was written; they are not sent. */
  readonly known: readonly { readonly id: number; readonly createdAt: string }[];
  /** Sends the agent a message. Resolves whether it could still be sent. */
  readonly send: (message: string) => Promise<boolean>;
  /** Receives each comment that was sent, before the next one is. */
  readonly onSent: (comment: InjectedComment) => Promise<void>;
}

/**
 * Looks for new comments while an agent works, and sends it those by people who may command it, each once. The requests are
 * conditional, so looking in vain costs nothing of GitHub's rate limit.
 */
export class CommentWatch {
  readonly #options: CommentWatchOptions;
  readonly #seen: Set<number>;
  readonly #since: string | undefined;
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;

  constructor(options: CommentWatchOptions) {
    this.#options = options;
    this.#seen = new Set(options.known.map(({ id }) => id));
    this.#since = options.known
      .map(({ createdAt }) => createdAt)
      .toSorted()
      .at(-1);
    this.#signal = AbortSignal.any([options.context.signal, this.#closing.signal]);
  }

  /** Looks again and again, until `close()`. */
  start(): void {
    this.#timer = setInterval(() => void this.check(), INTERVAL);
    this.#timer.unref();
  }

  /** Looks once. A failure is logged, and what it affected is looked for again the next time. */
  async check(): Promise<void> {
    this.#checking ??= this.#check()
      .catch((error: unknown) => {
        if (this.#signal.aborted) return;
        const message = 'New comments could not be sent to the agent. It is tried again.';
        this.#options.context.logger.warn({ error }, message);
      })
      .finally(() => {
        this.#checking = undefined;
      });
    await this.#checking;
  }

  /** Ends the watch. Resolves when nothing more is sent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#checking;
  }

  async #check(): Promise<void> {
    const { services, number, send, onSent } = this.#options;
    const since = this.#since === undefined ? {} : { since: this.#since };
    const comments = (await services.github.list(
      LIST,
      { issue_number: number, ...since },
      { signal: this.#signal },
    )) as readonly ListedComment[];
    for (const comment of comments) {
      const id = Number(comment.id);
      if (this.#seen.has(id)) continue;
      const isHeard = await this.#isHeard(comment);
      if (this.#signal.aborted) return;
      if (isHeard) {
        // An agent that has answered leaves the comment to a task of its own.
        if (!(await send(messageOf(comment)))) return;
        this.#seen.add(id);
        await onSent(injectedComment({ id, body: comment.body ?? '' }));
      }
      this.#seen.add(id);
    }
  }

  /** Whether a comment is by somebody who may command the agent, and not by our own account. */
  async #isHeard({ user, author_association, body }: ListedComment): Promise<boolean> {
    const { github, authors } = this.#options.services;
    const { login } = await github.identity();
    if (user?.login.toLowerCase() === login.toLowerCase() || body?.includes(OWN_MARKER) === true)
      return false;
    return (await authors.judge(authorOf(user, author_association))).isPermitted;
  }
}

function messageOf({ user, body }: ListedComment): string {
  const block = delimitUntrusted('comment', body ?? '', {
    attributes: { author: user?.login ?? 'unknown' },
    limit: LIMIT,
  });
  return `This comment was written while you were working. Take it into account, also in your answer:\n\n${block}`;
}

import { type Logger, type TaskContext, TaskError } from '@poppobuilder/core';
import { lastSignal } from '../client/last-signal.ts';
import { isGone } from '../replies/comment-store.ts';
import { readMarkers } from '../replies/markers.ts';
import type { IssueComment } from '../replies/replies.ts';
import type { TaskReplies } from '../replies/task-replies.ts';
import type { TaskReply } from '../replies/task-reply.ts';
import type { Claim } from './claim-authority.ts';
import type { Clock } from './clock.ts';
import { LEASE_DURATION } from './lease-duration.ts';

/** Options of a {@link HeldClaim}. */
export interface HeldClaimOptions {
  readonly number: number;
  readonly reply: TaskReply;
  readonly replies: TaskReplies;
  readonly context: Pick<TaskContext, 'taskId' | 'workerId' | 'signal'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  /** Returns the claim that takes precedence over this one. Any other claim precedes one whose comment is gone. */
  readonly findRival: (
    comments: readonly IssueComment[],
    isDeleted: boolean,
  ) => Promise<{ readonly comment: IssueComment } | undefined>;
}

/** Delay before a failed renewal is retried. In milliseconds. */
const RETRY_DELAY = 30_000;

/** A claim that is renewed at half of its lease until it is released or lost, or its task is stopped. */
export class HeldClaim implements Claim {
  readonly #options: HeldClaimOptions;
  readonly #lost = new AbortController();
  readonly #onStop = (): void => this.stop();
  #callOff: () => void = () => {};
  #isOver = false;

  constructor(options: HeldClaimOptions) {
    this.#options = options;
    options.context.signal.addEventListener('abort', this.#onStop, { once: true });
    this.#renewAfter(LEASE_DURATION / 2);
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    const { reply, context } = this.#options;
    const isHeld = !this.#lost.signal.aborted && reply.claim !== undefined;
    this.stop();
    if (isHeld) await reply.setClaim(undefined, lastSignal(context.signal));
  }

  /** Stops the renewals. */
  stop(): void {
    this.#isOver = true;
    this.#callOff();
    this.#options.context.signal.removeEventListener('abort', this.#onStop);
  }

  #renewAfter(milliseconds: number): void {
    if (this.#isOver || this.#options.context.signal.aborted) return;
    this.#callOff = this.#options.clock.after(milliseconds, () => void this.#renew());
  }

  /** Never rejects. */
  async #renew(): Promise<void> {
    const { reply, clock, context, logger } = this.#options;
    const { claim } = reply;
    if (claim === undefined || this.#isOver) return;
    try {
      const loss = await this.#findLoss();
      if (this.#isOver || reply.claim === undefined) return;
      if (loss !== undefined) return this.#lose(loss);
      await reply.renewClaim({ ...claim, until: clock.now() + LEASE_DURATION }, context.signal);
      this.#renewAfter(LEASE_DURATION / 2);
    } catch (error) {
      if (this.#isOver) return;
      if (isGone(error)) return this.#lose('the issue or pull request is gone');
      const left = claim.until - clock.now();
      if (left <= 0) return this.#lose('it could not be renewed in time');
      logger.warn(
        { error },
        `The claim on #${this.#options.number} could not be renewed. It will be tried again.`,
      );
      this.#renewAfter(Math.min(RETRY_DELAY, left));
    }
  }

  /** Returns why the claim no longer counts; `undefined` while it does. */
  async #findLoss(): Promise<string | undefined> {
    const { number, reply, replies, context, findRival } = this.#options;
    const comments = await replies.comments(number, { isFresh: true });
    const own = comments.find(({ id }) => id === reply.id);
    const claim = own === undefined ? undefined : readMarkers(own.body).claim;
    // A renewal recreates a comment that a person deleted, so that work that was paid for is not lost.
    const isReplaced = claim?.taskId !== context.taskId || claim.owner !== context.workerId;
    if (own !== undefined && isReplaced) return `${reply.url} no longer carries it`;
    const rival = await findRival(comments, own === undefined);
    return rival === undefined ? undefined : `${rival.comment.url} carries one that comes before it`;
  }

  #lose(reason: string): void {
    const { number, reply } = this.#options;
    this.stop();
    reply.forgetClaim();
    this.#lost.abort(
      new TaskError({
        code: 'LEASE_LOST',
        message: `The task's claim on #${number} was lost: ${reason}. The task stops, because two tasks must not work on it at once.`,
        component: 'github',
      }),
    );
  }
}

import { type Logger, type TaskContext, TaskError } from '@poppobuilder/core';
import { lastSignal } from '../client/last-signal.ts';
import { isGone } from '../replies/comment-store.ts';
import { type ClaimMarker, readMarkers, writeMarkers } from '../replies/markers.ts';
import type { IssueComment } from '../replies/replies.ts';
import type { OpenedReply, TaskReplies } from '../replies/task-replies.ts';
import type { Claim, ClaimAuthority } from './claim-authority.ts';
import { type Clock, systemClock } from './clock.ts';
import { HeldClaim } from './held-claim.ts';
import { LEASE_DURATION } from './lease-duration.ts';

/** The services that {@link MarkerClaims} needs. */
export interface MarkerClaimsServices {
  readonly replies: TaskReplies;
  readonly context: Pick<TaskContext, 'taskId' | 'workerId' | 'signal'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** {@link ClaimAuthority} that keeps claims in markers of our own comments, where every worker can read them. */
export class MarkerClaims implements ClaimAuthority {
  readonly #services: MarkerClaimsServices;
  readonly #clock: Clock;
  readonly #held = new Set<HeldClaim>();

  constructor(services: MarkerClaimsServices, clock: Clock = systemClock) {
    this.#services = services;
    this.#clock = clock;
  }

  async claim(number: number, text: string): Promise<Claim> {
    const { replies, context } = this.#services;
    const { taskId, workerId: owner } = context;
    const others = await this.#othersClaims(await replies.comments(number));
    const live = others.find(({ claim }) => this.#isLive(claim));
    if (live !== undefined) throw claimed(number, live);
    for (const { comment } of others) await this.#clean(comment, context.signal);
    const claim = { owner, taskId, until: this.#clock.now() + LEASE_DURATION };
    const opened = await replies.openWithClaim(number, text, claim);
    await this.#assertFirst(number, opened);
    const held = new HeldClaim({
      number,
      reply: opened.reply,
      replies,
      context,
      clock: this.#clock,
      logger: this.#services.logger,
      findRival: (comments, isDeleted) =>
        this.#findRival(comments, isDeleted ? { ...opened, isNew: false } : opened),
    });
    this.#held.add(held);
    return held;
  }

  async isClaimed(number: number): Promise<boolean> {
    const others = await this.#othersClaims(await this.#services.replies.comments(number));
    return others.some(({ claim }) => this.#isLive(claim));
  }

  async clear(number: number): Promise<void> {
    const { replies, context } = this.#services;
    const comments = await replies.store.own(await replies.comments(number, { isFresh: true }));
    for (const comment of comments) {
      if (readMarkers(comment.body).claim !== undefined) await this.#clean(comment, context.signal);
    }
  }

  /** Stops all renewals. Claims that are still held expire with their lease. */
  dispose(): void {
    for (const held of this.#held) held.stop();
  }

  async #assertFirst(number: number, opened: OpenedReply): Promise<void> {
    const { replies, context } = this.#services;
    const { reply, isNew } = opened;
    const rival = await this.#findRival(await replies.comments(number, { isFresh: !isNew }), opened);
    if (rival === undefined) return;
    const signal = lastSignal(context.signal);
    if (isNew) await replies.withdraw(number, reply, signal);
    else await reply.setClaim(undefined, signal);
    throw claimed(number, rival);
  }

  /**
   * Returns the live claim of another task that takes precedence over ours. Comment ids grow with time, so of two new
   * comments the first wins, and both sides agree; a claim that was added to an existing comment yields to any other.
   */
  async #findRival(
    comments: readonly IssueComment[],
    { reply, isNew }: OpenedReply,
  ): Promise<OtherClaim | undefined> {
    const others = await this.#othersClaims(comments);
    return others.find(({ claim, comment }) => this.#isLive(claim) && (!isNew || comment.id < reply.id));
  }

  async #othersClaims(comments: readonly IssueComment[]): Promise<OtherClaim[]> {
    const own = await this.#services.replies.store.own(comments);
    return own.flatMap((comment) => {
      const { claim } = readMarkers(comment.body);
      return claim === undefined || claim.taskId === this.#services.context.taskId
        ? []
        : [{ comment, claim }];
    });
  }

  #isLive({ until }: ClaimMarker): boolean {
    return until > this.#clock.now();
  }

  /** Removes a claim from a comment. A failure is only logged, because a stale claim blocks nobody. */
  async #clean(comment: IssueComment, signal: AbortSignal): Promise<void> {
    const { claim: _, ...markers } = readMarkers(comment.body);
    try {
      await this.#services.replies.store.edit(comment.id, writeMarkers(markers), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isGone(error)) return;
      this.#services.logger.warn({ error }, `The claim in ${comment.url} could not be removed.`);
    }
  }
}

interface OtherClaim {
  readonly comment: IssueComment;
  readonly claim: ClaimMarker;
}

function claimed(number: number, { comment, claim }: OtherClaim): TaskError {
  const until = new Date(claim.until).toISOString();
  return new TaskError({
    code: '@poppobuilder/github/CLAIMED',
    message: `Another task already works on #${number} (see ${comment.url}). Its claim expires at ${until} unless it is renewed.`,
    hint: 'Run this task again after the other one has finished.',
    component: 'github',
    retryable: true,
  });
}

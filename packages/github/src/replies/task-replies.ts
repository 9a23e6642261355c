import { type Masker, type TaskContext, TaskError } from '@poppobuilder/core';
import type { GitHub } from '../github.ts';
import { CommentStore } from './comment-store.ts';
import { type ClaimMarker, readMarkers, withoutMarkers } from './markers.ts';
import type { IssueComment, Replies } from './replies.ts';
import { bodiesOf, TaskReply, type WrittenComment } from './task-reply.ts';

/** Maximum number of attempts to create a comment when it is unclear whether an earlier one succeeded. */
const MAX_ATTEMPTS = 3;

/** The services that {@link TaskReplies} needs. */
export interface TaskRepliesServices {
  readonly github: GitHub;
  readonly context: Pick<TaskContext, 'taskId' | 'signal'>;
  readonly masker: Pick<Masker, 'text'>;
}

/** A reply that was opened. */
export interface OpenedReply {
  readonly reply: TaskReply;
  /** Whether it was created by this call. */
  readonly isNew: boolean;
}

/** Comments of a reply, the first part first. */
type Parts = readonly [WrittenComment, ...WrittenComment[]];

interface FoundParts {
  readonly parts?: Parts;
  readonly superfluous: readonly IssueComment[];
}

/** {@link Replies} of a task, which claims share. */
export class TaskReplies implements Replies {
  readonly store: CommentStore;
  readonly #services: TaskRepliesServices;
  readonly #replies = new Map<number, Promise<TaskReply>>();

  constructor(services: TaskRepliesServices) {
    this.#services = services;
    this.store = new CommentStore(services);
  }

  comments(
    number: number,
    { isFresh = false }: { readonly isFresh?: boolean } = {},
  ): Promise<readonly IssueComment[]> {
    return this.store.list(number, isFresh);
  }

  async open(number: number, text: string): Promise<TaskReply> {
    return this.#once(number, async () => (await this.#open(number, text, undefined)).reply);
  }

  async find(number: number): Promise<TaskReply | undefined> {
    const known = await this.#replies.get(number);
    if (known !== undefined) return known;
    const { parts } = await this.#findParts(await this.store.list(number));
    return parts === undefined ? undefined : this.#adopt(number, parts);
  }

  /** Opens the reply with a claim. An existing reply gets the text and the claim. */
  async openWithClaim(number: number, text: string, claim: ClaimMarker): Promise<OpenedReply> {
    const known = await this.#replies.get(number);
    const opened =
      known === undefined ? await this.#open(number, text, claim) : { reply: known, isNew: false };
    this.#replies.set(number, Promise.resolve(opened.reply));
    if (!opened.isNew) await opened.reply.updateWithClaim(text, claim);
    return opened;
  }

  /** Deletes a reply that lost a race. */
  async withdraw(number: number, { id }: TaskReply, signal: AbortSignal): Promise<void> {
    this.#replies.delete(number);
    await this.store.delete(id, signal);
  }

  #once(number: number, open: () => Promise<TaskReply>): Promise<TaskReply> {
    const known = this.#replies.get(number);
    if (known !== undefined) return known;
    const opening = open();
    this.#replies.set(number, opening);
    opening.catch(() => {
      if (this.#replies.get(number) === opening) this.#replies.delete(number);
    });
    return opening;
  }

  async #open(number: number, text: string, claim: ClaimMarker | undefined): Promise<OpenedReply> {
    const existing = await this.#cleanUpParts(await this.store.list(number));
    if (existing !== undefined) return { reply: this.#adopt(number, existing), isNew: false };
    const cleaned = this.#clean(text);
    const [body, ...more] = bodiesOf(cleaned, this.#services.context.taskId, {
      claim,
      done: undefined,
    });
    const made = await this.#create(number, body, 1);
    const parts = (await this.#cleanUpParts(await this.store.list(number, true))) ?? [made];
    const isNew = parts[0].id === made.id;
    const reply = this.#adopt(number, isNew ? [made] : parts);
    if (isNew && more.length > 0) await reply.update(text);
    return { reply, isNew };
  }

  #adopt(number: number, parts: Parts): TaskReply {
    const { context } = this.#services;
    const [first] = parts;
    const { text, claim, done } = readMarkers(first.body);
    return new TaskReply({
      taskId: context.taskId,
      store: this.store,
      signal: context.signal,
      clean: (given) => this.#clean(given),
      write: (body, part) => this.#findOrCreate(number, body, part),
      text,
      claim: claim?.taskId === context.taskId ? claim : undefined,
      done,
      parts,
    });
  }

  #clean(text: string): string {
    return withoutMarkers(this.#services.masker.text(text));
  }

  async #findOrCreate(number: number, body: string, part: number): Promise<WrittenComment> {
    const found = await this.#findPart(await this.store.list(number, true), part);
    return found ?? this.#create(number, body, part);
  }

  /** Creates a comment. When it is unclear whether an attempt succeeded, looks for the comment before the next one. */
  async #create(number: number, body: string, part: number): Promise<WrittenComment> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.create(number, body);
      } catch (error) {
        if (!isUnclear(error) || attempt === MAX_ATTEMPTS) throw error;
        const made = await this.#findPart(await this.store.list(number, true), part);
        if (made !== undefined) return made;
      }
    }
  }

  async #findPart(comments: readonly IssueComment[], part: number): Promise<IssueComment | undefined> {
    const own = await this.store.own(comments);
    return own.find((comment) => this.#partOf(comment) === part);
  }

  /** Returns the task's comments. Of two for one part the lower id counts, and without a first part none does. */
  async #findParts(comments: readonly IssueComment[]): Promise<FoundParts> {
    const parts = new Map<number, IssueComment>();
    const superfluous: IssueComment[] = [];
    for (const comment of await this.store.own(comments)) {
      const part = this.#partOf(comment);
      if (part !== undefined && !parts.has(part)) parts.set(part, comment);
      else if (part !== undefined) superfluous.push(comment);
    }
    const [first, ...rest] = [...parts].toSorted(([a], [b]) => a - b).map(([, comment]) => comment);
    if (first === undefined) return { superfluous };
    if (!parts.has(1)) return { superfluous: [first, ...rest, ...superfluous] };
    return { parts: [first, ...rest], superfluous };
  }

  /** Returns the task's comments, and deletes those that a crash or a race left behind. */
  async #cleanUpParts(comments: readonly IssueComment[]): Promise<Parts | undefined> {
    const { parts, superfluous } = await this.#findParts(comments);
    for (const { id } of superfluous) await this.store.delete(id, this.#services.context.signal);
    return parts;
  }

  #partOf({ body }: IssueComment): number | undefined {
    const { reply } = readMarkers(body);
    // A plan is a comment of its own.
    return reply?.taskId === this.#services.context.taskId && reply.plan === undefined
      ? reply.part
      : undefined;
  }
}

/** Whether a failed write may have succeeded on GitHub. */
const isUnclear = (error: unknown): boolean =>
  TaskError.is(error) && error.code === 'GITHUB_FAILED' && error.retryable;

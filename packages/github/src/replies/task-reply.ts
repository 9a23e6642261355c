import type { Reply, UpdateOptions } from './replies.ts';
import { type CommentStore, isGone } from './comment-store.ts';
import { lastSignal } from '../client/last-signal.ts';
import { type ClaimMarker, type DoneMarker, writeMarkers } from './markers.ts';
import { splitMarkdown } from '../text/split-markdown.ts';

/** One of our comments as stored on GitHub. */
export interface WrittenComment {
  readonly id: number;
  readonly url: string;
  /** With its markers. */
  readonly body: string;
}

/** Options of {@link TaskReply}. */
export interface TaskReplyOptions {
  readonly taskId: string;
  readonly store: CommentStore;
  readonly signal: AbortSignal;
  /** Masks secrets in a text and defuses our own markers. */
  readonly clean: (text: string) => string;
  /** Creates the comment of a part, or finds the existing one. */
  readonly write: (body: string, part: number) => Promise<WrittenComment>;
  /** Its current text and claim. */
  readonly text: string;
  readonly claim: ClaimMarker | undefined;
  readonly done: DoneMarker | undefined;
  /** Its current comments, in the order of the parts. */
  readonly parts: readonly [WrittenComment, ...WrittenComment[]];
}

/** The task's reply on one issue or pull request: a comment, and further ones when its text is long. */
export class TaskReply implements Reply {
  readonly #options: TaskReplyOptions;
  readonly #parts: [WrittenComment, ...WrittenComment[]];
  #text: string;
  #claim: ClaimMarker | undefined;
  #done: DoneMarker | undefined;
  #plan: number | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: TaskReplyOptions) {
    this.#options = options;
    this.#parts = [...options.parts];
    this.#text = options.text;
    this.#claim = options.claim;
    this.#done = options.done;
  }

  get id(): number {
    return this.#parts[0].id;
  }

  get url(): string {
    return this.#parts[0].url;
  }

  /** The claim that it carries. */
  get claim(): ClaimMarker | undefined {
    return this.#claim;
  }

  get done(): DoneMarker | undefined {
    return this.#done;
  }

  update(text: string, { isFinal = false, done, plan }: UpdateOptions = {}): Promise<void> {
    const { signal, clean } = this.#options;
    return this.#enqueue(() => {
      const markers = { claim: isFinal ? undefined : this.#claim, done, plan };
      return this.#write(clean(text), markers, isFinal ? lastSignal(signal) : signal);
    });
  }

  /** Writes text and claim in one request. */
  updateWithClaim(text: string, claim: ClaimMarker): Promise<void> {
    const { signal, clean } = this.#options;
    return this.#enqueue(() => this.#write(clean(text), { claim, done: undefined }, signal));
  }

  /**
   * Replaces or removes the claim and keeps the text. Call it only after the whole text was written by this object.
   * Returns whether the comment still existed; a deleted comment is not recreated.
   */
  setClaim(claim: ClaimMarker | undefined, signal: AbortSignal): Promise<boolean> {
    return this.#enqueue(async () => {
      const [first] = this.#parts;
      const [body] = bodiesOf(this.#text, this.#options.taskId, {
        claim,
        done: this.#done,
        plan: this.#plan,
      });
      const isThere = body === first.body || (await this.#edit(first.id, body, signal));
      this.#claim = claim;
      if (isThere) this.#parts[0] = { ...first, body };
      return isThere;
    });
  }

  /** Extends the claim and keeps the text. A deleted comment is recreated. */
  renewClaim(claim: ClaimMarker, signal: AbortSignal): Promise<void> {
    return this.#enqueue(() =>
      this.#write(this.#text, { claim, done: this.#done, plan: this.#plan }, signal),
    );
  }

  /** Drops the claim with the next write. */
  forgetClaim(): void {
    this.#claim = undefined;
  }

  /** Runs writes one after the other, even after a failed one. */
  #enqueue<T>(write: () => Promise<T>): Promise<T> {
    const written = this.#writing.then(write, write);
    this.#writing = written.catch(() => {});
    return written;
  }

  async #write(text: string, markers: FirstMarkers, signal: AbortSignal): Promise<void> {
    const bodies = bodiesOf(text, this.#options.taskId, markers);
    for (const [index, body] of bodies.entries()) await this.#writePart(index, body, signal);
    this.#text = text;
    this.#claim = markers.claim;
    this.#done = markers.done;
    this.#plan = markers.plan;
    for (const { id } of this.#parts.splice(bodies.length)) await this.#options.store.delete(id, signal);
  }

  async #writePart(index: number, body: string, signal: AbortSignal): Promise<void> {
    const { store, write } = this.#options;
    const known = this.#parts[index];
    if (known?.body === body) return;
    if (known !== undefined && (await this.#edit(known.id, body, signal))) {
      this.#parts[index] = { ...known, body };
      return;
    }
    const written = await write(body, index + 1);
    if (written.body !== body) await store.edit(written.id, body, signal);
    this.#parts[index] = { ...written, body };
  }

  /** Returns whether the comment still existed. */
  async #edit(id: number, body: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.store.edit(id, body, signal);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }
}

/** Metadata of a reply; claim and result are in its first comment. */
export interface FirstMarkers {
  readonly claim: ClaimMarker | undefined;
  readonly done: DoneMarker | undefined;
  readonly plan?: number | undefined;
}

/** Returns the bodies of all comments that a text needs. */
export function bodiesOf(
  text: string,
  taskId: string,
  { claim, done, plan }: FirstMarkers,
): [string, ...string[]] {
  const ofPlan = plan === undefined ? {} : { plan };
  const [first = '', ...rest] = splitMarkdown(text, { maxLength: MAX_TEXT });
  return [
    writeMarkers({
      reply: { taskId, part: 1, ...ofPlan },
      ...(claim === undefined ? {} : { claim }),
      ...(done === undefined ? {} : { done }),
      text: first,
    }),
    ...rest.map((part, index) => writeMarkers({ reply: { taskId, part: index + 2, ...ofPlan }, text: part })),
  ];
}

/** Maximum length of the text in one comment; markers take the rest of 60,000. In characters. */
const MAX_TEXT = 56_000;

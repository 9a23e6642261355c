import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';
import { type InjectedComment, injectedComment } from './injected-comment.ts';

/** Maximum number of comments that are kept of one issue or pull request. */
const MAX_COMMENTS = 100;

interface Entry extends InjectedComment {
  /** The reply to the work that took the comment into account. */
  readonly url: string;
}

/** The comments that completed work took into account because they were injected, by issue or pull request. */
export class InjectionRecord {
  readonly #namespace: StateNamespace;

  constructor(state: StateStore) {
    this.#namespace = state.namespace('@poppobuilder/github-tasks/injected');
  }

  /** Keeps the comments that work took into account, with the URL of its reply. */
  async keep(number: number, comments: readonly InjectedComment[], url: string): Promise<void> {
    if (comments.length === 0) return;
    const added = comments.map((comment) => ({ ...comment, url }));
    await this.#namespace.update(String(number), (value) => {
      const others = entriesIn(value).filter(({ id }) => !comments.some((comment) => comment.id === id));
      return [...others, ...added].slice(-MAX_COMMENTS) as unknown as JsonValue;
    });
  }

  /** Returns the URL of the reply that takes a comment into account; `undefined` when none does. */
  async find(
    number: number,
    comment: { readonly id: number; readonly body: string },
  ): Promise<string | undefined> {
    const { id, digest } = injectedComment(comment);
    const entries = entriesIn(await this.#namespace.get(String(number)));
    return entries.find((entry) => entry.id === id && entry.digest === digest)?.url;
  }
}

const entriesIn = (value: JsonValue | undefined): readonly Entry[] =>
  Array.isArray(value) ? (value as unknown as readonly Entry[]) : [];

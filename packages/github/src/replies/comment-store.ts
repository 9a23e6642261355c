import type { TaskContext } from '@poppobuilder/core';
import type { GitHub } from '../github.ts';
import { statusOf } from '../github-error.ts';
import type { IssueComment } from './replies.ts';
import { readMarkers } from './markers.ts';

/** The services that {@link CommentStore} needs. */
export interface CommentStoreServices {
  readonly github: GitHub;
  readonly context: Pick<TaskContext, 'signal'>;
}

interface GitHubComment {
  /** octokit returns numbers above the safe integers as `bigint`. */
  readonly id: number | bigint;
  readonly body?: string | undefined;
  readonly html_url: string;
  readonly user: { readonly login: string; readonly type?: string | undefined } | null;
  readonly author_association?: string | undefined;
  readonly created_at: string;
}

const LIST = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';

/** Comments on GitHub, with few requests: lists are cached for the task, and the own account is read only when needed. */
export class CommentStore {
  readonly #services: CommentStoreServices;
  readonly #lists = new Map<number, Promise<readonly IssueComment[]>>();
  #ownLogin: string | undefined;

  constructor(services: CommentStoreServices) {
    this.#services = services;
  }

  /** Returns all comments, cached from the first call; `isFresh` requests them again. */
  list(number: number, isFresh = false): Promise<readonly IssueComment[]> {
    const known = isFresh ? undefined : this.#lists.get(number);
    if (known !== undefined) return known;
    const asked = this.#ask(number);
    this.#lists.set(number, asked);
    asked.catch(() => {
      if (this.#lists.get(number) === asked) this.#lists.delete(number);
    });
    return asked;
  }

  /** Returns the comments that have a marker and were written by our account, oldest first. */
  async own(comments: readonly IssueComment[]): Promise<IssueComment[]> {
    const marked = comments.filter(({ body }) => {
      const { reply, claim } = readMarkers(body);
      return reply !== undefined || claim !== undefined;
    });
    if (marked.length === 0) return [];
    const login = (this.#ownLogin ??= (await this.#services.github.identity()).login).toLowerCase();
    return marked.filter(({ author }) => author.toLowerCase() === login).toSorted((a, b) => a.id - b.id);
  }

  async create(number: number, body: string): Promise<IssueComment> {
    const { github, context } = this.#services;
    const parameters = { issue_number: number, body };
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const comment = toComment(await github.request(route, parameters, { signal: context.signal }));
    this.#ownLogin = comment.author;
    return comment;
  }

  async edit(id: number, body: string, signal: AbortSignal): Promise<void> {
    await this.#services.github.request(`PATCH ${COMMENT}`, { comment_id: id, body }, { signal });
  }

  /** Deletes a comment; succeeds if it is already gone. */
  async delete(id: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#services.github.request(`DELETE ${COMMENT}`, { comment_id: id }, { signal });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  async #ask(number: number): Promise<readonly IssueComment[]> {
    const { github, context } = this.#services;
    const comments = await github.list(LIST, { issue_number: number }, { signal: context.signal });
    return comments.map(toComment);
  }
}

/** Whether an error says that the requested object does not exist. */
export const isGone = (error: unknown): boolean => [404, 410].includes(statusOf(error) ?? 0);

const toComment = (comment: GitHubComment): IssueComment => ({
  id: Number(comment.id),
  body: comment.body ?? '',
  url: comment.html_url,
  author: comment.user?.login ?? '',
  authorType: comment.user?.type ?? '',
  association: comment.author_association ?? 'NONE',
  createdAt: comment.created_at,
});

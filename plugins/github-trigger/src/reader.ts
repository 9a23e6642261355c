import type { Authors, GitHub } from '@poppobuilder/github';
import { statusOf } from '@poppobuilder/github';
import type {
  Authored,
  CheckObject,
  CommentObject,
  IssueEventObject,
  IssueObject,
  PullObject,
  ReviewObject,
} from './github-objects.ts';

/** What a {@link Reader} asks. */
export interface ReaderServices {
  readonly github: GitHub;
  readonly authors: Authors;
  readonly signal: AbortSignal;
}

/** Reads the state of a repository, each part once for an event: what an event says may be old. */
export class Reader {
  readonly #services: ReaderServices;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(services: ReaderServices) {
    this.#services = services;
  }

  /** Our account. */
  async login(): Promise<string> {
    return (await this.#services.github.identity()).login;
  }

  async isOurs({ user }: Authored): Promise<boolean> {
    return user?.login.toLowerCase() === (await this.login()).toLowerCase();
  }

  /** Whether somebody else wrote it who may command the agent. */
  async isPermitted(written: Authored): Promise<boolean> {
    if (written.user === null || written.user === undefined || (await this.isOurs(written))) return false;
    const { login, type } = written.user;
    const author = { login, type, association: written.author_association };
    return (await this.#services.authors.judge(author)).isPermitted;
  }

  /** The `concurrencyKey` of what is done for an issue or pull request. */
  keyOf(number: number): string {
    const { owner, repo } = this.#services.github.repository();
    return `${owner}/${repo}#${number}`;
  }

  async issue(number: number): Promise<IssueObject | undefined> {
    return this.#once(`issue ${number}`, async () =>
      this.#orMissing(
        this.#services.github.request(
          'GET /repos/{owner}/{repo}/issues/{issue_number}',
          { issue_number: number },
          this.#options,
        ) as Promise<IssueObject>,
        // GitHub redirects to the new place of an issue that was transferred.
        (issue) => issue.number === number,
      ),
    );
  }

  async pull(number: number): Promise<PullObject | undefined> {
    return this.#once(`pull ${number}`, async () =>
      this.#orMissing(
        this.#services.github.request(
          'GET /repos/{owner}/{repo}/pulls/{pull_number}',
          { pull_number: number },
          this.#options,
        ) as Promise<PullObject>,
      ),
    );
  }

  async openPulls(): Promise<readonly PullObject[]> {
    return this.#once('open pulls', async () =>
      this.#services.github.list('GET /repos/{owner}/{repo}/pulls', { state: 'open' }, this.#options),
    ) as Promise<readonly PullObject[]>;
  }

  async comments(number: number): Promise<readonly CommentObject[]> {
    return this.#once(`comments ${number}`, async () =>
      this.#services.github.list(
        'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { issue_number: number },
        this.#options,
      ),
    ) as Promise<readonly CommentObject[]>;
  }

  async events(number: number): Promise<readonly IssueEventObject[]> {
    return this.#once(`events ${number}`, async () =>
      this.#services.github.list(
        'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
        { issue_number: number },
        this.#options,
      ),
    ) as Promise<readonly IssueEventObject[]>;
  }

  async reviews(number: number): Promise<readonly ReviewObject[]> {
    return this.#once(`reviews ${number}`, async () =>
      this.#services.github.list(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
        { pull_number: number },
        this.#options,
      ),
    ) as Promise<readonly ReviewObject[]>;
  }

  async reviewComments(number: number): Promise<readonly CommentObject[]> {
    return this.#once(`review comments ${number}`, async () =>
      this.#services.github.list(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
        { pull_number: number },
        this.#options,
      ),
    ) as Promise<readonly CommentObject[]>;
  }

  async checks(ref: string): Promise<readonly CheckObject[]> {
    return this.#once(`checks ${ref}`, async () => {
      const found = await this.#services.github.request(
        'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
        { ref, per_page: 100 },
        this.#options,
      );
      return found.check_runs;
    });
  }

  get #options(): { readonly signal: AbortSignal } {
    return { signal: this.#services.signal };
  }

  async #once<T>(name: string, read: () => Promise<T>): Promise<T> {
    const known = this.#read.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const reading = read();
    this.#read.set(name, reading);
    return reading;
  }

  async #orMissing<T>(
    reading: Promise<T>,
    isRight: (found: T) => boolean = () => true,
  ): Promise<T | undefined> {
    try {
      const found = await reading;
      return isRight(found) ? found : undefined;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 || status === 410) return undefined;
      throw error;
    }
  }
}

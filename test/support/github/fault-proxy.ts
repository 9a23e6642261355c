import type { Answer, Call, Forward, Json } from './exchange.ts';
import { answerJson, parseJson, refuse } from './exchange.ts';

/** What happens to a request in place of its answer. */
export type Fault =
  | { readonly answer: Answer }
  /** Answers only when {@link Faults.release} is called. */
  | { readonly slow: true }
  /** The connection ends and GitHub never saw the request. */
  | { readonly cut: 'before' }
  /** GitHub did it, and the connection ends without an answer. */
  | { readonly cut: 'after' };

/** Which requests a rule is about. */
export interface Matcher {
  /** All when absent. */
  readonly method?: string | undefined;
  /** Matched against path and query. */
  readonly path?: RegExp | undefined;
}

/** A fault, and when it happens. */
export interface Rule extends Matcher {
  /**
   * The how many-th match fails, counted from 1 from when the rule was added, or every one, or those that a function says.
   * @defaultValue 'every'
   */
  readonly when?: number | 'every' | (() => boolean) | undefined;
  readonly fault: Fault;
}

/** One request as it came in. */
export interface JournalEntry {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: Json;
  /** Value of the `authorization` header. */
  readonly authorization: string | undefined;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
  /** Absent until answered, and where the connection was cut. */
  readonly status: number | undefined;
}

/** Thrown to cut a connection. */
export class Cut extends Error {}

/** Acts when a request comes in, before it is answered; what it resolves with is awaited. */
export type RequestHook = (entry: JournalEntry) => unknown;

/** Injects faults in front of GitHub, and writes down what was asked. */
export class Faults {
  readonly journal: JournalEntry[] = [];
  #rules: { readonly rule: Rule; seen: number }[] = [];
  #hooks: RequestHook[] = [];
  #waiting: { readonly entry: JournalEntry; readonly go: () => void }[] = [];
  #arrivals = new Set<() => void>();

  /** Adds rules; of those that match, the first one counts. */
  add(...rules: readonly Rule[]): void {
    this.#rules.push(...rules.map((rule) => ({ rule, seen: 0 })));
  }

  /** Takes all rules and hooks away and lets slow answers go. */
  clear(): void {
    this.#rules = [];
    this.#hooks = [];
    this.release();
  }

  /** Acts on every request; gives what ends that. */
  onRequest(hook: RequestHook): () => void {
    this.#hooks.push(hook);
    return () => void (this.#hooks = this.#hooks.filter((other) => other !== hook));
  }

  /** Acts once, when the first request that matches comes in. */
  once(matcher: Matcher, action: RequestHook): void {
    const stop = this.onRequest((entry) => {
      if (!matches(entry, matcher)) return undefined;
      stop();
      return action(entry);
    });
  }

  /** How many requests of the journal match. */
  count(matcher: Matcher = {}): number {
    return this.requests(matcher).length;
  }

  /** The requests of the journal that match. */
  requests(matcher: Matcher = {}): readonly JournalEntry[] {
    return this.journal.filter((entry) => matches(entry, matcher));
  }

  /** Resolves once a request that matches waits for {@link Faults.release}. */
  async isWaiting(matcher: Matcher = {}): Promise<void> {
    while (!this.#waiting.some(({ entry }) => matches(entry, matcher))) {
      await new Promise<void>((resolve) => this.#arrivals.add(resolve));
    }
  }

  /** Lets slow answers go. */
  release(matcher: Matcher = {}): void {
    const released = this.#waiting.filter(({ entry }) => matches(entry, matcher));
    this.#waiting = this.#waiting.filter((waiting) => !released.includes(waiting));
    for (const { go } of released) go();
  }

  /** Puts the faults in front of what answers. */
  wrap(forward: Forward): Forward {
    return async (call) => {
      const entry = this.#note(call);
      for (const hook of this.#hooks) await hook(entry);
      const answer = await this.#answer(call, entry, forward);
      Object.assign(entry, { status: answer.status });
      return answer;
    };
  }

  #note({ method, path, query, body, headers }: Call): JournalEntry {
    const entry = {
      method,
      path: path + query,
      body: parseJson(body) as Json,
      authorization: headers.authorization,
      at: performance.now(),
      status: undefined,
    };
    this.journal.push(entry);
    return entry;
  }

  async #answer(call: Call, entry: JournalEntry, forward: Forward): Promise<Answer> {
    const fault = this.#faultOf(entry);
    if (fault === undefined) return forward(call);
    if ('answer' in fault) return fault.answer;
    if ('slow' in fault) {
      await new Promise<void>((go) => {
        this.#waiting.push({ entry, go });
        for (const arrived of this.#arrivals) arrived();
        this.#arrivals.clear();
      });
      return forward(call);
    }
    if (fault.cut === 'after') await forward(call);
    throw new Cut();
  }

  #faultOf(entry: JournalEntry): Fault | undefined {
    const matching = this.#rules.filter(({ rule }) => matches(entry, rule));
    for (const counted of matching) counted.seen += 1;
    const due = matching.find(({ rule: { when = 'every' }, seen }) =>
      typeof when === 'function' ? when() : when === 'every' || when === seen,
    );
    return due?.rule.fault;
  }
}

const matches = ({ method, path }: JournalEntry, matcher: Matcher): boolean =>
  (matcher.method === undefined || matcher.method === method) && (matcher.path?.test(path) ?? true);

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Fault => ({
  answer: { ...answer, headers: { ...answer.headers, ...headers } },
});

/** GitHub refuses with this status. */
export const fails = (status: number, message = `refused with ${status}`): Fault => ({
  answer: refuse(status, message),
});

/** The hourly limit is used up until a time, in seconds since the epoch. */
export const primaryLimit = (reset: number, status: 403 | 429 = 403): Fault =>
  withHeaders(refuse(status, 'API rate limit exceeded for user ID 1.'), {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': '5000',
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  });

/** Too much was asked at once; it may be asked again in some seconds. */
export const secondaryLimit = (retryAfter: number, status: 403 | 429 = 403): Fault =>
  withHeaders(refuse(status, 'You have exceeded a secondary rate limit. Please wait a few minutes.'), {
    'retry-after': String(retryAfter),
  });

/** The connection ends before GitHub sees the request, or after it did what was asked. */
export const cuts = (side: 'before' | 'after'): Fault => ({ cut: side });

/** The answer waits until the test lets it go. */
export const slow: Fault = { slow: true };

/** The issue was transferred; it is at another address of the API now. */
export const movedTo = (url: string): Fault =>
  withHeaders(answerJson(301, { message: 'Moved Permanently', url }), { location: url });

import {
  cuts,
  fails,
  type Fault,
  type JournalEntry,
  primaryLimit,
  type Rule,
  secondaryLimit,
  slow,
} from '../../support/github/fault-proxy.ts';
import type { GitHubStandIn } from '../../support/github/github-stand-in.ts';

/** How long a fault lasts from the call on that it begins with. */
type Span = 'once' | 'every call of the kind' | 'every call';

/** One way that GitHub fails. */
export interface FaultCase {
  readonly title: string;
  readonly span: Span;
  /** What a task that ends by it says of trying again. */
  readonly isRetryable: boolean;
  /** Whether the task gets over it. */
  readonly isOvercome: boolean;
  /** Whether nothing is asked for long after it. */
  readonly isFinal: boolean;
  readonly make: (secret: string) => Fault;
}

const HOUR = 3_600;
const seconds = (): number => Math.floor(Date.now() / 1_000);

const lasting = { isRetryable: true, isOvercome: false, isFinal: false } as const;
const passing = { isRetryable: true, isOvercome: true, isFinal: false, span: 'once' } as const;
const refusal = { isRetryable: false, isOvercome: false, isFinal: true } as const;

const refuses = (status: number, span: Span): FaultCase => ({
  ...refusal,
  title: String(status),
  span,
  isFinal: [401, 404, 410].includes(status),
  make: (secret) => fails(status, `refused ${secret}`),
});

/** Every way that a call can fail. */
export const FAULTS: readonly FaultCase[] = [
  refuses(401, 'every call'),
  refuses(403, 'every call of the kind'),
  refuses(404, 'once'),
  refuses(404, 'every call of the kind'),
  refuses(409, 'once'),
  refuses(410, 'once'),
  refuses(410, 'every call of the kind'),
  refuses(422, 'once'),
  { ...lasting, title: 'far limit', span: 'every call', make: () => primaryLimit(seconds() + HOUR) },
  { ...passing, title: 'near limit', make: () => primaryLimit(seconds()) },
  { ...passing, title: '403 wait a second', make: () => secondaryLimit(1, 403) },
  { ...passing, title: '429 wait a second', make: () => secondaryLimit(1, 429) },
  { ...lasting, title: '403 wait an hour', span: 'every call', make: () => secondaryLimit(HOUR, 403) },
  { ...lasting, title: '429 wait an hour', span: 'every call', make: () => secondaryLimit(HOUR, 429) },
  { ...passing, title: '500', make: (secret) => fails(500, `broke ${secret}`) },
  {
    ...lasting,
    title: '500',
    span: 'every call of the kind',
    make: (secret) => fails(500, `broke ${secret}`),
  },
  { ...passing, title: 'slow', make: () => slow },
  { ...passing, title: 'cut before', make: () => cuts('before') },
  { ...lasting, title: 'cut before', span: 'every call of the kind', make: () => cuts('before') },
  { ...passing, title: 'cut after', make: () => cuts('after') },
  { ...lasting, title: 'cut after', span: 'every call of the kind', make: () => cuts('after') },
];

/** Lets the fault begin with the n-th call from now on, counted from 0; gives the calls from that one on. */
export function injectFault(
  github: GitHubStandIn,
  { span, make }: FaultCase,
  n: number,
): () => readonly JournalEntry[] {
  const { faults } = github;
  const before = faults.journal.length;
  const stop = faults.onRequest((entry) => {
    if (faults.journal.indexOf(entry) !== before + n) return;
    stop();
    const fault = make(github.token('poppo-bot'));
    faults.add(ruleFor(span, entry, fault));
    if ('slow' in fault) releaseLater(github, entry);
  });
  return () => faults.journal.slice(before + n);
}

function ruleFor(span: Span, { method, path }: JournalEntry, fault: Fault): Rule {
  if (span === 'every call') return { fault };
  const [address = ''] = path.split('?');
  const pattern = new RegExp(`^${address.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}(\\?|$)`);
  return { method, path: pattern, fault, ...(span === 'once' ? { when: 1 } : {}) };
}

/** Lets a slow call go when the next one comes: GitHub ends a call after 10 seconds, long before the client gives up. */
function releaseLater({ faults }: GitHubStandIn, slowCall: JournalEntry): void {
  const stop = faults.onRequest(async (entry) => {
    if (entry === slowCall) return;
    stop();
    faults.release();
    while (slowCall.status === undefined) await new Promise<void>((resolve) => setImmediate(resolve));
  });
}

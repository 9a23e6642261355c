import { client } from '../api/client.ts';
import { partsOf, type Selection } from '../api/selection.ts';

/** What to do with several tasks. */
export type BulkAction = 'cancel' | 'retry';

/** An action on several tasks, as it was confirmed. */
export interface BulkRequest {
  readonly action: BulkAction;
  readonly selection: Selection;
  /** How many tasks it was to change, as the page said before. */
  readonly count: number;
  readonly reason: string | undefined;
}

/** What one request did. */
export interface BulkStep {
  readonly done: number;
  /** Why tasks could not be changed. */
  readonly problems: readonly string[];
}

/** How many tasks one request changes, so that the progress is seen. */
const PAGE = 25;

/** Changes the tasks page by page. Yields what each request did; rejects where one fails, from where it can begin again. */
export async function* runBulk({ action, selection, reason }: BulkRequest): AsyncGenerator<BulkStep> {
  const given = action === 'retry' || reason === undefined ? {} : { reason };
  for (const part of partsOf(selection)) {
    let after: string | undefined;
    do {
      const { done, failed, next } = await client.bulk.run({ action, ...part, after, limit: PAGE, ...given });
      yield { done: done.length, problems: failed.map(({ message }) => message) };
      after = next;
    } while (after !== undefined);
  }
}

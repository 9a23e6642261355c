import type { Database } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';
import { jobIdOf } from '../../job/job-id.ts';
import type { EngineEvent, EventKind } from './engine-event.ts';
import { cursorsOf, type EventPosition, foreignCursor } from './event-cursor.ts';
import { beginningStatement, epochStatement, MAX_EVENTS, pageStatement } from './event-statements.ts';
import { keptSnapshot } from './kept-snapshot.ts';
import { BEGINNING, formatSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** Which events are read. */
export interface EventFilter {
  readonly taskId?: string | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
}

/** Some events, in order. */
export interface EventPage {
  readonly events: readonly EngineEvent[];
  /** Whether there were no more when they were read. */
  readonly isLast: boolean;
}

interface EventRow {
  readonly sequence: string | null;
  readonly task_id: string;
  readonly kind: EventKind;
  readonly state: EngineEvent['state'] | null;
  readonly attempt: number;
  readonly at: Date;
  readonly data: EngineEvent['data'] | null;
}

interface EpochRow extends EventRow {
  readonly snapshot: string;
  readonly newest: string | null;
  readonly candidates: number;
}

type Epoch = EventPosition & { readonly to: Snapshot };

/** Beyond all transactions. */
const NEVER = '18446744073709551615';

/**
 * Reads events page by page, each one once. An epoch holds what was committed between two snapshots: what comes to
 * light later belongs to a later one, whatever its sequence, and who wrote after having seen an event does not come
 * before it.
 */
export class EventReader {
  readonly #database: Database;
  readonly #names: SchemaNames;
  readonly #jobId: string | null;
  readonly #kinds: readonly EventKind[] | null;
  #position: EventPosition;
  #isWide = false;

  constructor(
    { database, names }: { readonly database: Database; readonly names: SchemaNames },
    { taskId, kinds }: EventFilter = {},
    position: EventPosition = { from: BEGINNING, sequence: 0 },
  ) {
    this.#database = database;
    this.#names = names;
    this.#jobId = taskId === undefined ? null : jobIdOf(taskId);
    this.#kinds = kinds ?? null;
    this.#position = position;
  }

  /** The next events. May be repeated after it has failed. Rejects with `INVALID_TASK` for a position of another database. */
  async next(): Promise<EventPage> {
    const { from, to, sequence } = this.#position;
    if (this.#isWide && to !== undefined) return this.#readPage({ from, to, sequence });
    const rows = await this.#database.query<EpochRow>(epochStatement(this.#names), [
      from.running.map(String),
      String(from.end),
      to === undefined ? NEVER : String(to.end),
      to === undefined ? null : formatSnapshot(to),
      sequence,
      this.#jobId,
      this.#kinds,
    ]);
    const [head] = rows;
    if (head === undefined) return { events: [], isLast: true };
    const opened = keptSnapshot(head, from);
    if ((to ?? from).end > (parseSnapshot(head.snapshot)?.end ?? 0n)) {
      throw foreignCursor('It comes from another database, or from before this one was restored.');
    }
    const epoch = { from, to: to ?? opened, sequence };
    if (head.candidates > MAX_EVENTS) {
      this.#position = epoch;
      this.#isWide = true;
      return this.#readPage(epoch);
    }
    this.#position = { from: epoch.to, sequence: 0 };
    return { events: eventsOf(epoch, rows), isLast: to === undefined };
  }

  /** Goes through an epoch with many events by their sequence. */
  async #readPage(epoch: Epoch): Promise<EventPage> {
    const isOfTask = this.#jobId !== null;
    const isStart = epoch.sequence === 0 && epoch.from.end > BEGINNING.end && !isOfTask;
    const sequence = isStart ? await this.#beforeFirst(epoch) : epoch.sequence;
    const rows = await this.#database.query<EventRow>(pageStatement(this.#names, { isOfTask }), [
      formatSnapshot(epoch.from),
      formatSnapshot(epoch.to),
      sequence,
      this.#kinds,
      ...(isOfTask ? [this.#jobId] : []),
    ]);
    this.#isWide = rows.length === MAX_EVENTS;
    this.#position = this.#isWide
      ? { ...epoch, sequence: Number(rows.at(-1)?.sequence) }
      : { from: epoch.to, sequence: 0 };
    return { events: eventsOf(epoch, rows), isLast: false };
  }

  /** Where the epoch begins, so that nothing older is passed through. */
  async #beforeFirst({ from, to }: Epoch): Promise<number> {
    const [row] = await this.#database.query<{ sequence: string }>(beginningStatement(this.#names), [
      from.running.map(String),
      String(from.end),
      String(to.end),
    ]);
    return Number(row?.sequence ?? 0);
  }
}

function eventsOf(epoch: Epoch, rows: readonly EventRow[]): EngineEvent[] {
  const cursorOf = cursorsOf(epoch);
  return rows.flatMap(({ sequence: text, task_id: taskId, kind, state, attempt, at, data }) => {
    if (text === null) return [];
    const sequence = Number(text);
    return {
      cursor: cursorOf(sequence),
      sequence,
      taskId,
      kind,
      ...(state === null ? {} : { state }),
      attempt,
      at,
      ...(data === null ? {} : { data }),
    };
  });
}

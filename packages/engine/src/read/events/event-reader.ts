import type { EngineContext } from '../../engine-context.ts';
import { jobIdOf } from '../../job/job-id.ts';
import { type EngineEvent, EVENT_KINDS, type EventKind } from './engine-event.ts';
import { cursorsOf, type EventPosition, invalidCursor } from './event-cursor.ts';
import { beginningStatement, epochStatement, MAX_EVENTS, pageStatement } from './event-statements.ts';
import { keptSnapshot } from './kept-snapshot.ts';
import { BEGINNING, formatSnapshot, includesSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** Selects events. */
export interface EventFilter {
  readonly taskId?: string | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
}

/** Where reading begins and ends. */
export interface EventRange {
  /** @defaultValue the oldest event */
  readonly after?: EventPosition | undefined;
  /** @defaultValue reading does not end */
  readonly until?: EventPosition | undefined;
}

/** Events in order. */
export interface EventPage {
  readonly events: readonly EngineEvent[];
  /** Whether there were no more at that time. */
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

/** What an {@link EventReader} needs. */
export type EventReaderContext = Pick<EngineContext, 'database' | 'names'>;

type Epoch = EventPosition & { readonly to: Snapshot };

/** Greater than the id of every transaction. */
const MAX_XID = '18446744073709551615';

/**
 * Reads events page by page, each once. An epoch has the events committed between two snapshots. An event that becomes
 * visible later belongs to a later epoch, whatever its sequence; so does an event whose writer had seen this one.
 */
export class EventReader {
  readonly #context: EventReaderContext;
  readonly #jobId: string | null;
  readonly #kinds: readonly EventKind[];
  readonly #until: EventPosition | undefined;
  /** The ends of the epochs before the end. */
  readonly #ends: Snapshot[] | undefined;
  #position: EventPosition;
  #isPaged = false;

  constructor(
    context: EventReaderContext,
    { taskId, kinds }: EventFilter = {},
    { after, until }: EventRange = {},
  ) {
    this.#context = context;
    this.#jobId = taskId === undefined ? null : jobIdOf(taskId);
    this.#kinds = kinds ?? EVENT_KINDS;
    this.#position = after ?? { from: BEGINNING, sequence: 0 };
    this.#until = until;
    if (until === undefined) return;
    this.#ends = [until.from, ...(until.to === undefined ? [] : [until.to])];
    this.#endEpoch();
    // An empty epoch is read, too, which finds a position of another database.
    this.#position = { ...this.#position, to: this.#position.to ?? this.#position.from };
  }

  /** Whether all events up to the end were read. */
  get hasEnded(): boolean {
    return this.#ends?.length === 0 && this.#position.to === undefined;
  }

  /** Returns the next events. Safe to repeat after a failure. Rejects with `INVALID_TASK` for a position of another database. */
  async next(): Promise<EventPage> {
    const { from, to, sequence } = this.#position;
    if (this.#isPaged && to !== undefined) return this.#readPage({ from, to, sequence });
    const rows = await this.#context.database.query<EpochRow>(epochStatement(this.#context.names), [
      from.running.map(String),
      String(from.end),
      to === undefined ? MAX_XID : String(to.end),
      to === undefined ? null : formatSnapshot(to),
      sequence,
      this.#jobId,
      this.#kinds,
    ]);
    const [head] = rows;
    if (head === undefined) return { events: [], isLast: true };
    const opened = keptSnapshot(head, from);
    const newest = parseSnapshot(head.snapshot)?.end ?? 0n;
    if ((to ?? from).end > newest) {
      throw invalidCursor(
        'It belongs to another database, or to this one before it was restored.',
        this.#until !== undefined && from.end <= newest ? 'until' : 'after',
      );
    }
    const epoch = { from, to: to ?? opened, sequence };
    if (head.candidates > MAX_EVENTS) {
      this.#position = epoch;
      this.#isPaged = true;
      return this.#readPage(epoch);
    }
    this.#position = { from: epoch.to, sequence: 0 };
    this.#endEpoch();
    return { events: this.#eventsOf(epoch, rows), isLast: to === undefined };
  }

  /** Reads a page of an epoch with many events, by their sequence. */
  async #readPage(epoch: Epoch): Promise<EventPage> {
    const isOfTask = this.#jobId !== null;
    const isStart = epoch.sequence === 0 && epoch.from.end > BEGINNING.end && !isOfTask;
    const sequence = isStart ? await this.#sequenceBefore(epoch) : epoch.sequence;
    const rows = await this.#context.database.query<EventRow>(
      pageStatement(this.#context.names, { isOfTask }),
      [
        formatSnapshot(epoch.from),
        formatSnapshot(epoch.to),
        sequence,
        this.#kinds,
        ...(isOfTask ? [this.#jobId] : []),
      ],
    );
    this.#isPaged = rows.length === MAX_EVENTS;
    this.#position = this.#isPaged
      ? { ...epoch, sequence: Number(rows.at(-1)?.sequence) }
      : { from: epoch.to, sequence: 0 };
    this.#endEpoch();
    return { events: this.#eventsOf(epoch, rows), isLast: false };
  }

  /** Ends an epoch that begins where that of the end does, so that what comes after the end is what another reader has there. */
  #endEpoch(): void {
    if (this.#position.to !== undefined || this.#ends === undefined) return;
    const { from } = this.#position;
    let to = this.#ends.shift();
    while (to !== undefined && includesSnapshot(from, to)) {
      to = this.#ends.shift();
    }
    this.#position = { ...this.#position, to };
  }

  /** Returns the events of an epoch, without those after the end. */
  #eventsOf(epoch: Epoch, rows: readonly EventRow[]): EngineEvent[] {
    const events = eventsOf(epoch, rows);
    const { to, sequence = 0 } = this.#until ?? {};
    if (to === undefined || formatSnapshot(to) !== formatSnapshot(epoch.to)) return events;
    return events.filter((event) => event.sequence <= sequence);
  }

  /** Returns the sequence before the first event of the epoch, so that no older ones are scanned. */
  async #sequenceBefore({ from, to }: Epoch): Promise<number> {
    const [row] = await this.#context.database.query<{ sequence: string }>(
      beginningStatement(this.#context.names),
      [from.running.map(String), String(from.end), String(to.end)],
    );
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

import {
  type ProcessEntry,
  type ProcessWithEnvironment,
  readAllProcesses,
  readEnvironment,
} from '@poppobuilder/core/runner-kit';

/** The processes of the machine at one moment, zombies included, with the links between them. */
export class ProcessSnapshot {
  readonly entries: readonly ProcessEntry[];
  readonly #byPid: Map<number, ProcessEntry>;
  readonly #children = new Map<number, ProcessEntry[]>();
  readonly #together = new Map<number, ProcessEntry[]>();
  readonly #environments = new Map<number, string | undefined>();
  readonly #readEnvironment: typeof readEnvironment;

  /** The defaults read the machine. Of entries that have no environment it is read when it is asked for. */
  constructor(
    entries: readonly (ProcessEntry | ProcessWithEnvironment)[] = readAllProcesses(),
    environmentOf: typeof readEnvironment = readEnvironment,
  ) {
    this.entries = entries;
    this.#readEnvironment = environmentOf;
    this.#byPid = new Map(entries.map((entry) => [entry.pid, entry]));
    for (const entry of entries) {
      if ('environment' in entry) this.#environments.set(entry.pid, entry.environment);
      append(this.#children, entry.parent, entry);
      append(this.#together, entry.group, entry);
      if (entry.session !== entry.group) append(this.#together, entry.session, entry);
    }
  }

  get(pid: number): ProcessEntry | undefined {
    return this.#byPid.get(pid);
  }

  /** Whether the process that had this pid and start time still has it. */
  has(pid: number, startTime: number): boolean {
    return this.#byPid.get(pid)?.startTime === startTime;
  }

  childrenOf(pid: number): readonly ProcessEntry[] {
    return this.#children.get(pid) ?? [];
  }

  /** The processes of the group and of the session of this id. */
  ledBy(id: number): readonly ProcessEntry[] {
    return this.#together.get(id) ?? [];
  }

  /** Read once for each process, when it is first asked for. Undefined while it becomes another program. */
  environmentOf(pid: number): string | undefined {
    if (!this.#environments.has(pid)) this.#environments.set(pid, this.#readEnvironment(pid));
    return this.#environments.get(pid);
  }
}

function append(map: Map<number, ProcessEntry[]>, key: number, entry: ProcessEntry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

import { type ProcessEntry, readAllProcesses, readEnvironment } from '@poppobuilder/core/runner-kit';

/** The processes of the machine at one moment, zombies included, with the links between them. */
export class ProcessSnapshot {
  readonly entries: readonly ProcessEntry[];
  readonly #byPid: Map<number, ProcessEntry>;
  readonly #children = new Map<number, ProcessEntry[]>();
  readonly #together = new Map<number, ProcessEntry[]>();
  readonly #environments = new Map<number, string>();
  readonly #readEnvironment: (pid: number) => string;

  /** The defaults read the machine; others are for tests. */
  constructor(
    entries: readonly ProcessEntry[] = readAllProcesses(),
    environmentOf: (pid: number) => string = readEnvironment,
  ) {
    this.entries = entries;
    this.#readEnvironment = environmentOf;
    this.#byPid = new Map(entries.map((entry) => [entry.pid, entry]));
    for (const entry of entries) {
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

  /** Read once for each process, when it is first asked for. */
  environmentOf(pid: number): string {
    let environment = this.#environments.get(pid);
    if (environment === undefined) {
      environment = this.#readEnvironment(pid);
      this.#environments.set(pid, environment);
    }
    return environment;
  }
}

function append(map: Map<number, ProcessEntry[]>, key: number, entry: ProcessEntry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

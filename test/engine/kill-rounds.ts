import { setTimeout } from 'node:timers/promises';
import { pick, randomFrom } from '../support/random.ts';
import { Cluster } from './cluster.ts';
import { LOAD_SCHEDULE } from './fixtures/load.ts';
import type { Member } from './member.ts';
import { between, judgeOccurrences, type Span } from './occurrences.ts';
import { BOUND } from './settings.ts';
import { until } from './until.ts';
import { judge, type Verdict } from './verdict.ts';

/** Engines of one world. */
const MEMBERS = 3;
/** Milliseconds after which something is killed, at the latest. */
const LATEST_KILL = 1_200;

/** What is killed in a round. */
type Target = 'node' | 'node and postmaster' | 'postmaster';

/** What rounds in one world came to. */
export interface RoundsReport extends Verdict {
  readonly killed: Readonly<Record<Target, number>>;
  /** Tasks that a schedule submitted. */
  readonly occurrences: number;
}

/** Kills in a world of its own, under load, and judges what became of its tasks. */
export async function killInRounds(seed: number, rounds: number): Promise<RoundsReport> {
  await using world = new World(seed);
  await world.open();
  for (let round = 0; round < rounds; round += 1) await world.killAndRecover();
  const report = await world.end();
  return report;
}

class World implements AsyncDisposable {
  readonly #cluster = new Cluster();
  readonly #random: () => number;
  readonly #seed: number;
  readonly #members: Member[] = [];
  readonly #kills = new Map<string, { readonly at: number; readonly hadSurvivors: boolean }>();
  readonly #killed: Record<Target, number> = { node: 0, 'node and postmaster': 0, postmaster: 0 };
  readonly #problems: string[] = [];
  /** When there was no engine or no server. */
  readonly #outages: Span[] = [];
  #openedAt = 0;
  #started = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = randomFrom(seed);
  }

  async open(): Promise<void> {
    for (let index = 0; index < MEMBERS; index += 1) this.#members.push(this.#start(index));
    await Promise.all(this.#members.map(async ({ ready }) => ready));
    await this.#cluster.history.noteMissed();
    this.#openedAt = Date.now();
  }

  async killAndRecover(): Promise<void> {
    const target =
      pick(this.#random, ['node', 'node', 'node and postmaster', 'postmaster'] as const) ?? 'node';
    const count = target === 'postmaster' ? 0 : 1 + Math.floor(this.#random() * MEMBERS);
    const first = Math.floor(this.#random() * MEMBERS);
    const victims = Array.from({ length: count }, (_, index) => (first + index) % MEMBERS);
    await setTimeout(this.#random() * LATEST_KILL);
    if (count > 0) await this.#busy(new Set(victims.map((index) => this.#members[index]?.name ?? '')));
    const hasSurvivors = target === 'node' && count < MEMBERS;
    const from = Date.now();
    if (target !== 'node') this.#cluster.signalPostmaster('SIGKILL');
    await Promise.all(victims.map(async (index) => this.#replace(index, hasSurvivors)));
    await Promise.all(this.#members.map(async ({ ready }) => ready));
    if (!hasSurvivors) {
      const { history } = this.#cluster;
      await history.retry(async () => history.running());
      this.#outages.push({ from, until: Date.now() });
    }
    this.#killed[target] += 1;
    await this.#recovered();
  }

  /** Waits until everything has ended, and checks it. */
  async end(): Promise<RoundsReport> {
    const up = between({ from: this.#openedAt, until: Date.now() }, this.#outages);
    await Promise.all(this.#members.map(async (member) => member.quiet()));
    const { history, journal } = this.#cluster;
    const left = await until(
      async () => history.open(),
      (open) => open === 0,
      BOUND,
    ).catch(async () => history.open());
    const verdict = await judge(history, journal, this.#kills);
    const occurrences = await history.occurrences(LOAD_SCHEDULE.id);
    await Promise.all(this.#members.map(async (member) => member.stop(5_000)));
    if (left > 0) this.#problems.push(`${left} tasks have not ended`);
    return {
      ...verdict,
      problems: [
        ...verdict.problems,
        ...this.#problems,
        ...judgeOccurrences({ ...LOAD_SCHEDULE, ...occurrences }, up),
      ],
      killed: this.#killed,
      occurrences: occurrences.submitted.length,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }

  #start(index: number): Member {
    this.#started += 1;
    const name = `m${index}-${String(this.#started).padStart(4, '0')}`;
    const load = { name: `m${index}`, seed: this.#seed + this.#started };
    const member = this.#cluster.start(name, { load });
    void member.ended.then((code) => {
      if (code !== 0 && !this.#kills.has(name)) this.#problems.push(`${name} ended by itself with ${code}`);
      return undefined;
    });
    return member;
  }

  async #replace(index: number, hadSurvivors: boolean): Promise<void> {
    const victim = this.#members[index];
    if (victim === undefined) return;
    this.#kills.set(victim.name, { at: Date.now(), hadSurvivors });
    await victim.kill();
    this.#members[index] = this.#start(index);
  }

  /** Resolves when one of some processes runs a task. */
  async #busy(names: ReadonlySet<string>): Promise<void> {
    const { history } = this.#cluster;
    await until(
      async () => history.retry(async () => history.running()),
      (running) => running.some(({ engine }) => names.has(engine)),
    );
  }

  /** Resolves when no task is recorded as running in a process that has ended. */
  async #recovered(): Promise<void> {
    const { history } = this.#cluster;
    await until(
      async () => history.retry(async () => history.running()),
      (running) => running.every(({ engine }) => !this.#kills.has(engine)),
    );
  }
}

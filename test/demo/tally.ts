import { styleText } from 'node:util';
import type { EndedTask } from './demo-daemon.ts';
import { inSeconds } from './print.ts';

/** What one task took. */
interface Row {
  readonly step: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** What the tasks of a story took, one row a task. */
export class Tally {
  readonly #rows: Row[] = [];
  readonly #countRequests: () => number;

  /** @param countRequests - how many requests GitHub has had until now */
  constructor(countRequests: () => number) {
    this.#countRequests = countRequests;
  }

  /** Runs a task and writes down what it took. */
  async measure(step: string, run: () => Promise<EndedTask['result']>): Promise<EndedTask['result']> {
    const [startedAt, before] = [performance.now(), this.#countRequests()];
    const result = await run();
    const { inputTokens, outputTokens } = result['usage'] as { inputTokens: number; outputTokens: number };
    this.#rows.push({
      step,
      requests: this.#countRequests() - before,
      inputTokens,
      outputTokens,
      costUsd: Number(result['costUsd']),
      duration: performance.now() - startedAt,
    });
    return result;
  }

  /** Prints all rows and their sum. */
  print(): void {
    console.log(styleText('dim', line(['', 'requests', 'tokens in', 'out', 'US dollars', 'time'])));
    for (const row of this.#rows) console.log(line(cells(row)));
    console.log(styleText('bold', line(cells(this.#rows.reduce(sum, EMPTY)))));
  }
}

const EMPTY: Row = { step: 'all', requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, duration: 0 };

const sum = (all: Row, row: Row): Row => ({
  step: all.step,
  requests: all.requests + row.requests,
  inputTokens: all.inputTokens + row.inputTokens,
  outputTokens: all.outputTokens + row.outputTokens,
  costUsd: all.costUsd + row.costUsd,
  duration: all.duration + row.duration,
});

const cells = (row: Row): string[] => [
  row.step,
  String(row.requests),
  String(row.inputTokens),
  String(row.outputTokens),
  row.costUsd.toFixed(4),
  inSeconds(row.duration),
];

const line = ([step = '', ...others]: readonly string[]): string =>
  `  ${step.padEnd(24)}${others.map((cell) => cell.padStart(11)).join('')}`;

import { randomUUID } from 'node:crypto';
import { listen } from '../../support/github/listen.ts';
import { BenchDatabase } from '../engine/bench-database.ts';
import { BenchEngine } from '../engine/bench-engine.ts';
import { percentile } from '../engine/percentile.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { deliver } from './deliveries.ts';

const ROUNDS = 5;
const SAMPLES = 40;

/** How long it takes from a delivery to the start of its handler in a warm worker, beside submitting to an engine. */
export async function benchHandlerStart(): Promise<Row[]> {
  const started = new Map<string, () => void>();
  await using listening = await listen((request, response) => {
    let id = '';
    request.setEncoding('utf8').on('data', (text: string) => (id += text));
    request.on('end', () => {
      started.get(id)?.();
      response.end();
    });
  });
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url, address: listening.url });
  await using engine = await BenchEngine.open(database.url);
  engine.engine.consume({ slots: 8, runner: engine.runner });
  const startOf = async (): Promise<number> => {
    const id = randomUUID();
    const begun = new Promise<void>((resolve) => started.set(id, resolve));
    const sentAt = performance.now();
    await deliver(`${daemon.url}/webhooks/bench`, id);
    await begun;
    started.delete(id);
    return performance.now() - sentAt;
  };
  const startInEngine = async (): Promise<number> => {
    const sentAt = performance.now();
    const begun = engine.next('task-started');
    const { id } = await engine.engine.submit(engine.task());
    await begun;
    const taken = performance.now() - sentAt;
    await engine.engine.tasks.wait(id);
    return taken;
  };
  const rounds: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      ours.push(await startOf());
      bare.push(await startInEngine());
    }
    if (round > 0) rounds.push({ ours: percentile(ours, 50), bare: percentile(bare, 50) });
  }
  return [
    ratioRow(
      'webhook to the start of its handler, p50 / submit to start in an engine',
      {
        unit: 'ms',
        value: median(rounds.map(({ ours }) => ours)),
        peer: median(rounds.map(({ bare }) => bare)),
        ratio: median(rounds.map(({ ours, bare }) => ours / bare)),
      },
      4,
    ),
  ];
}

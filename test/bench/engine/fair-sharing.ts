import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const SLOTS = 8;
const SAMPLES = 100;
/** Tasks of 5 ms that wait before those of the quiet project: more than are done meanwhile. */
const BACKLOG = 10_000;

/** Milliseconds from `submit()` to the start for a quiet project, beside a noisy one and alone. */
export async function benchFairSharing(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using ours = await BenchEngine.open(database.url);
  const consumer = ours.engine.consume({ slots: SLOTS, runner: ours.runner });
  await delays(ours);
  const idle = await delays(ours);
  const noisy = ours.task('short', 'noisy');
  await ours.engine.submitMany(Array.from({ length: BACKLOG }, () => ({ task: noisy })));
  const beside = await delays(ours);
  const { tasks } = await ours.engine.tasks.list({ state: 'queued', projectId: 'noisy', limit: 1 });
  await consumer.stop();
  if (tasks.length === 0)
    throw new Error('The noisy project ran out of tasks before the quiet one was measured.');
  const value = median(beside);
  const peer = median(idle);
  return [
    ratioRow(
      'start delay of a quiet project beside a noisy one, p50 / idle engine',
      { unit: 'ms', value, peer, ratio: value / peer },
      4,
    ),
  ];
}

async function delays(ours: BenchEngine): Promise<number[]> {
  const values: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    const sentAt = performance.now();
    const started = nextOf(ours, 'quiet');
    const { id } = await ours.engine.submit(ours.task('no-op', 'quiet'));
    await started;
    values.push(performance.now() - sentAt);
    await ours.engine.tasks.wait(id);
  }
  return values;
}

async function nextOf(ours: BenchEngine, projectId: string): Promise<void> {
  for (;;) {
    const { task } = await ours.next('task-started');
    if (task.projectId === projectId) return;
  }
}

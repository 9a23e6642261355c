import { printable, printableLine } from '../output/printable.ts';
import { type ClientOptions, runClient } from './run-client.ts';

/** Shows everything that is known about a task. */
export async function show(id: string, options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const task = await client.tasks.get({ id });
    if (options.json === true) {
      print.json(task);
      return;
    }
    print.lines(
      `${printableLine(task.id)}: ${task.state}, ${printableLine(task.type)} in ${printableLine(task.projectId)}`,
    );
    if (task.tags !== undefined) print.lines(`tags: ${task.tags.map(printableLine).join(', ')}`);
    if (task.waitingFor !== undefined) {
      print.lines(`waits for ${task.waitingFor.code}: ${printableLine(task.waitingFor.message)}`);
    }
    for (const { attempt, outcome, startedAt, endedAt, error } of task.attempts) {
      const why = error === undefined ? '' : `: ${printableLine(`${error.code} ${error.message}`)}`;
      print.lines(`attempt ${attempt}: ${outcome ?? 'running'}, ${startedAt} to ${endedAt ?? 'now'}${why}`);
    }
    if (task.costUsd !== undefined) print.lines(`cost: $${task.costUsd.toFixed(2)}`);
    if (task.result !== undefined) print.lines(printable(JSON.stringify(task.result, undefined, 2)));
  });
}

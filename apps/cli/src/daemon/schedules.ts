import { showList } from './list.ts';
import { type ClientOptions, runClient } from './run-client.ts';

/** Lists schedules. */
export async function listSchedules(options: ClientOptions): Promise<void> {
  await showList(options, async (client) => (await client.schedules.list()).items, {
    empty: 'There are no schedules.',
    head: ['ID', 'WHEN', 'NEXT', 'LAST', 'PAUSED'],
    row: ({ id, cron, every, at, next, last, paused }) => [
      id,
      cron ?? at ?? `every ${every} ms`,
      next[0],
      last?.at,
      paused ? 'yes' : 'no',
    ],
  });
}

/** Pauses or resumes a schedule. */
export async function changeSchedule(
  change: 'pause' | 'resume',
  id: string,
  options: ClientOptions,
): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const schedule = await client.schedules[change]({ id });
    if (options.json === true) print.json(schedule);
    else
      print.lines(
        schedule.paused ? `${id} is paused.` : `${id} runs next at ${schedule.next[0] ?? 'no time'}.`,
      );
  });
}

/** Submits the task of a schedule now. */
export async function runSchedule(id: string, options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const submitted = await client.schedules.run({ id });
    if (options.json === true) print.json(submitted);
    else print.lines(submitted.id);
  });
}

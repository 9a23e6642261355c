import { type ClientOptions, runClient } from './run-client.ts';

/** Shows what the daemon is doing. */
export async function status(options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const overview = await client.overview.get();
    if (options.json) {
      print.json(overview);
      return;
    }
    const { state, pid, url, version, startedAt, running, slots, tasks, holds, projects } = overview;
    const waiting = (tasks['queued'] ?? 0) + (tasks['blocked'] ?? 0) + (tasks['scheduled'] ?? 0);
    print.lines(
      `${state === 'ready' ? 'ready' : 'stopping'} at ${url ?? 'no address'}, process ${pid}, version ${version}, since ${startedAt}`,
      `${running} of ${slots} slots in use, ${waiting} tasks wait, ${tasks['failed'] ?? 0} failed`,
      `${projects} projects, ${holds} holds`,
    );
    const { problem } = overview.configuration;
    if (problem !== undefined)
      print.lines(`The configuration has mistakes, and the last valid one is in force: ${problem}`);
    for (const { message } of overview.warnings) print.lines(`warning: ${message}`);
  });
}

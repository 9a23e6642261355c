import { showList } from './list.ts';
import { type ClientOptions, runClient } from './run-client.ts';

/** Flags of `poppo pause`. */
export interface PauseOptions extends ClientOptions {
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
}

/** Lists the projects of the configuration. */
export async function listProjects(options: ClientOptions): Promise<void> {
  await showList(options, async (client) => (await client.projects.list()).items, {
    empty: 'The configuration has no projects.',
    head: ['ID', 'PATH', 'REPOSITORY', 'PAUSED'],
    row: (project) => [project.id, project.path, project.repository, project.pause?.reason],
  });
}

/** Keeps the tasks of a project from starting. */
export async function pause(id: string, options: PauseOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const { reason, until } = options;
    const project = await client.projects.pause({ id, reason, until });
    if (options.json === true) print.json(project);
    else
      print.lines(
        `${id} is paused${project.pause?.until === undefined ? '' : ` until ${project.pause.until}`}.`,
      );
  });
}

/** Ends the pause of a project. */
export async function resume(id: string, options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const project = await client.projects.resume({ id });
    if (options.json === true) print.json(project);
    else print.lines(`${id} is not paused any more.`);
  });
}

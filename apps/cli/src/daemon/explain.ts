import { printableLine } from '../output/printable.ts';
import type { ClientCommand, ClientOptions } from './run-client.ts';
import { runClient } from './run-client.ts';

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly until?: string | undefined;
}

/** Says why a task, an issue (`shop#12`) or the tasks of a project are not running. */
export async function explain(what: string, options: ClientOptions): Promise<void> {
  await runClient(options, async (parts) => {
    const [, project, number] = /^([^#]+)#(\d+)$/.exec(what) ?? [];
    if (project !== undefined) await explainIssue(parts, { project, number: Number(number) }, options);
    else if (await isProject(parts, what)) await explainProject(parts, what, options);
    else await explainTask(parts, what, options);
  });
}

async function isProject({ client }: ClientCommand, id: string): Promise<boolean> {
  const { items } = await client.projects.list();
  return items.some((project) => project.id === id);
}

async function explainTask(
  { client, print }: ClientCommand,
  id: string,
  { json }: ClientOptions,
): Promise<void> {
  const explanation = await client.tasks.explain({ id });
  if (json === true) print.json({ id, ...explanation });
  else print.lines(`${printableLine(id)}: ${explanation.state}`, ...reasonLines(explanation.waitingFor));
}

async function explainIssue(
  { client, print }: ClientCommand,
  issue: { readonly project: string; readonly number: number },
  { json }: ClientOptions,
): Promise<void> {
  const explanation = await client.issues.explain(issue);
  if (json === true) {
    print.json(explanation);
    return;
  }
  print.lines(`${issue.project}#${issue.number}`, ...reasonLines(explanation.waitingFor));
  for (const { id, state, waitingFor } of explanation.tasks) {
    print.lines(`${printableLine(id)}: ${state}`, ...reasonLines(waitingFor));
  }
}

async function explainProject(
  { client, print }: ClientCommand,
  id: string,
  { json }: ClientOptions,
): Promise<void> {
  const project = await client.projects.get({ id });
  const { items } = await client.tasks.list({ project: id, state: ['scheduled', 'blocked', 'queued'] });
  if (json === true) {
    print.json({ ...project, tasks: items });
    return;
  }
  print.lines(
    project.isPaused
      ? `${id} is paused: ${printableLine(project.pause?.reason ?? '')}`
      : `${id} is not paused`,
  );
  for (const { id: task, state, waitingFor } of items) {
    print.lines(
      `${printableLine(task)}: ${state}`,
      ...reasonLines(waitingFor === undefined ? [] : [waitingFor]),
    );
  }
}

const reasonLines = (reasons: readonly Reason[]): string[] =>
  reasons.map(({ code, message, until }) => {
    const end = until === undefined ? '' : ` (until ${until})`;
    return `  ${code}: ${printableLine(message)}${end}`;
  });

import { readMarkers } from '../../../packages/github/src/replies/markers.ts';
import type { HandledTask } from './handled-tasks.ts';
import { BOT, type Organization, type Repository } from './organization.ts';
import type { Expected, People } from './people.ts';

/** What went wrong in a week; each list is empty when nothing did. */
export interface Verdict {
  /** Events of which no task came. */
  readonly missing: readonly string[];
  /** Events of which several tasks came. */
  readonly doubled: readonly string[];
  /** Tasks of which no event is known. */
  readonly unexpected: readonly string[];
  /** Tasks that did not succeed, but for those of issues that were withdrawn. */
  readonly failed: readonly string[];
  /** Tasks without exactly one reply. */
  readonly replies: readonly string[];
  /** Issues that look as if they were still worked on. */
  readonly stuck: readonly string[];
}

/** The verdict of a week in which nothing went wrong. */
export const NO_HARM: Verdict = {
  missing: [],
  doubled: [],
  unexpected: [],
  failed: [],
  replies: [],
  stuck: [],
};

/** Returns the events that have no task yet. */
export const missingOf = (people: People, tasks: readonly HandledTask[]): Expected[] =>
  people.expected.filter((event) => event.isOver !== true && !tasks.some((task) => isFor(event, task)));

/** Compares what happened with what came of it. */
export async function judge(
  organization: Organization,
  people: People,
  tasks: readonly HandledTask[],
): Promise<Verdict> {
  const missing = missingOf(people, tasks);
  const counts = people.expected.map((event) => ({
    name: JSON.stringify(event),
    count: tasks.filter((task) => isFor(event, task)).length,
  }));
  const isWithdrawn = ({ projectId, number }: HandledTask): boolean =>
    people.withdrawn.has(`${projectId}#${number}`);
  const kept = tasks.filter((task) => !isWithdrawn(task));
  const places = await Promise.all(
    organization.repositories.map(async (repository) => look(repository, tasks)),
  );
  return {
    missing: missing.map((event) => JSON.stringify(event)),
    doubled: counts.filter(({ count }) => count > 1).map(({ name }) => name),
    unexpected: kept
      .filter((task) => !people.expected.some((event) => isFor(event, task)))
      .map((task) => JSON.stringify(task)),
    failed: kept.filter(({ state }) => state !== 'succeeded').map((task) => JSON.stringify(task)),
    replies: places.flatMap(({ replies }) => replies),
    stuck: places.flatMap(({ stuck }) => stuck),
  };
}

function isFor({ projectId, what, number, id }: Expected, task: HandledTask): boolean {
  if (task.projectId !== projectId || task.number !== number) return false;
  if (what === 'issue') return task.type === 'process-issue';
  if (what === 'comment') return task.type === 'process-comment' && task.comments.includes(id ?? 0);
  return task.type === 'process-pr' && (task.action === 'closed') === (what === 'closed');
}

/** Labels of an issue that is being worked on, or is about to be. */
const PASSING = ['processing', 'waiting'];

async function look(
  { projectId, github }: Repository,
  tasks: readonly HandledTask[],
): Promise<Pick<Verdict, 'replies' | 'stuck'>> {
  const anna = github.api('anna');
  const issues = await anna.paginate(anna.issues.listForRepo, { ...github.at, state: 'all', per_page: 100 });
  const stuck = issues
    .filter(({ labels }) => labels.some((label) => PASSING.includes(nameOf(label))))
    .map(({ number, labels }) => `${projectId}#${number}: ${labels.map(nameOf).join(', ')}`);
  const answered = new Map<string, number>();
  for (const { number } of issues) {
    const comments = await anna.paginate(anna.issues.listComments, {
      ...github.at,
      issue_number: number,
      per_page: 100,
    });
    for (const { user, body } of comments) {
      const { reply } = user?.login === BOT ? readMarkers(body ?? '') : {};
      if (reply?.part === 1) answered.set(reply.taskId, (answered.get(reply.taskId) ?? 0) + 1);
    }
  }
  const replies = tasks
    .filter(
      (task) => task.projectId === projectId && task.type !== 'process-pr' && task.state === 'succeeded',
    )
    .filter(({ id }) => answered.get(id) !== 1)
    .map((task) => `${answered.get(task.id) ?? 0} replies: ${JSON.stringify(task)}`);
  return { stuck, replies };
}

const nameOf = (label: string | { readonly name?: string | null }): string =>
  typeof label === 'string' ? label : (label.name ?? '');

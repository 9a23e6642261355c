import { TaskExecutor, type TaskRunner } from '@poppobuilder/core';
import processIssue from '@poppobuilder/plugin-process-issue';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { writes } from '../../support/github/agent-stand-in.ts';
import { createWorld, type GitHubWorld } from '../../support/github/github-world.ts';
import { says } from '../../support/model-api.ts';
import { compareP95, type Sample } from '../harness/compare-p95.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { type BareScript, openBareScript } from './bare-script.ts';

/** One run of each side a round: the median is what counts. */
const ROUNDS = { rounds: 15, samples: 1 };

const MOST = 1.5;

/** A whole `process-issue`, compared with a bare script of the same steps on the same stand-ins. */
export async function benchProcessIssue(): Promise<Row[]> {
  using folders = new ProjectFolders();
  await using world = await createWorld({
    conversations: [{ turns: [writes('total.js', 'export const total = 2;\n'), says('Done.')] }],
  });
  const bare = await openBareScript(world, folders.root);
  await using executor = new TaskExecutor({ ...world.settings, plugins: [processIssue] });
  await using pool = new WorkerPool({
    ...world.settings,
    plugins: ['@poppobuilder/plugin-process-issue'],
    from: import.meta.dirname,
  });
  return [
    ratioRow('process-issue in process / bare script', await compareWith(world, executor, bare), MOST),
    ratioRow('process-issue in a warm worker / bare script', await compareWith(world, pool, bare), MOST),
  ];
}

async function compareWith(
  world: GitHubWorld,
  runner: TaskRunner,
  bare: BareScript,
): ReturnType<typeof compareP95> {
  return compareP95(
    timed(world, (number) => runner.execute(world.task('process-issue', { issueNumber: number }))),
    timed(world, (number) => bare.run(number)),
    ROUNDS,
  );
}

/** Does something with an issue of its own, and times it. */
function timed({ github }: GitHubWorld, work: (number: number) => Promise<unknown>): Sample {
  const anna = github.api('anna');
  return async () => {
    const { data } = await anna.rest.issues.create({ ...github.at, title: 'Wrong total', body: 'It is 2.' });
    const begin = performance.now();
    await work(data.number);
    return performance.now() - begin;
  };
}

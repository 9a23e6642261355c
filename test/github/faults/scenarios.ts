import type { BaseTask } from '@poppobuilder/core';
import type { QuickWorld } from './quick-world.ts';

/** A task that is ready to run, and where its traces are looked for. */
export interface Prepared {
  readonly task: BaseTask;
  /** Issue or pull request that is answered. */
  readonly number: number;
  /** Name of the worktree. */
  readonly worktree: string;
  readonly branch: string;
}

/** A kind of task, and what it leaves behind when all goes well. */
export interface Scenario {
  readonly title: string;
  readonly prepare: (world: QuickWorld) => Promise<Prepared>;
  readonly leaves: {
    readonly replies: 0 | 1;
    /** Commits of the branch that the base does not have. */
    readonly commits: number;
    readonly pulls: number;
    readonly reviews: number;
    readonly agentRuns: number;
    readonly label: string | undefined;
  };
}

const WORKED = {
  replies: 1,
  commits: 1,
  pulls: 1,
  reviews: 0,
  agentRuns: 1,
  label: 'awaiting-response',
} as const;

const onIssue = (number: number): Omit<Prepared, 'task'> => ({
  number,
  worktree: `issue-${number}`,
  branch: `poppo/issue-${number}`,
});

const unique = (): string => `feature-${Math.random().toString(36).slice(2)}`;

async function reviewed(quick: QuickWorld, action: 'opened' | 'synchronize'): Promise<Prepared> {
  const branch = unique();
  const number = await quick.offerPull(branch);
  const task = quick.world.task('process-pr', { prNumber: number, action });
  return { task, number, worktree: `pull-${number}`, branch };
}

/** Every kind of task on GitHub. */
export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'process-issue with the issue given',
    leaves: WORKED,
    async prepare(quick) {
      const number = await quick.openIssue();
      const issue = await quick.issue(number);
      return {
        ...onIssue(number),
        task: quick.world.task('process-issue', { issueNumber: number, issue }),
      };
    },
  },
  {
    title: 'process-issue with the issue fetched',
    leaves: WORKED,
    async prepare(quick) {
      const number = await quick.openIssue();
      return { ...onIssue(number), task: quick.world.task('process-issue', { issueNumber: number }) };
    },
  },
  {
    title: 'process-comment on an issue',
    leaves: WORKED,
    async prepare(quick) {
      const number = await quick.openIssue();
      const comment = await quick.comment(number, 'Make it 3.');
      const task = quick.world.task('process-comment', { issueNumber: number, comment });
      return { ...onIssue(number), task };
    },
  },
  {
    title: 'process-comment on a pull request',
    leaves: { ...WORKED, commits: 2 },
    async prepare(quick) {
      const branch = unique();
      const number = await quick.offerPull(branch);
      const comment = await quick.comment(number, 'Add the rest.');
      const task = quick.world.task('process-comment', { issueNumber: number, comment });
      return { task, number, worktree: `pull-${number}`, branch };
    },
  },
  {
    title: 'process-comment that closes the loop',
    leaves: { replies: 1, commits: 0, pulls: 0, reviews: 0, agentRuns: 0, label: 'completed' },
    async prepare(quick) {
      const number = await quick.openIssue();
      const comment = await quick.comment(number, 'Done, thanks!');
      const task = quick.world.task('process-comment', { issueNumber: number, comment });
      return { ...onIssue(number), task };
    },
  },
  {
    title: 'process-pr of an opened pull request',
    leaves: { ...WORKED, reviews: 1 },
    prepare: async (quick) => reviewed(quick, 'opened'),
  },
  {
    title: 'process-pr of new commits',
    leaves: { ...WORKED, commits: 2, reviews: 2, agentRuns: 2 },
    async prepare(quick) {
      const before = await reviewed(quick, 'opened');
      await quick.run(before.task);
      for (const { id } of await quick.replies(before.number)) {
        await quick.github.api('anna').rest.issues.deleteComment({ ...quick.github.at, comment_id: id });
      }
      quick.github.remote.commit(before.branch, { 'feature.txt': 'second\n' });
      const task = quick.world.task('process-pr', { prNumber: before.number, action: 'synchronize' });
      return { ...before, task };
    },
  },
  {
    title: 'process-pr of a merged pull request',
    leaves: { ...WORKED, commits: 0, label: 'completed' },
    async prepare(quick) {
      const number = await quick.openIssue();
      await quick.run(quick.world.task('process-issue', { issueNumber: number }));
      const place = onIssue(number);
      const [pull = 0] = await quick.pullsOf(place.branch);
      await quick.github.api('anna').rest.pulls.merge({ ...quick.github.at, pull_number: pull });
      return { ...place, task: quick.world.task('process-pr', { prNumber: pull, action: 'closed' }) };
    },
  },
];

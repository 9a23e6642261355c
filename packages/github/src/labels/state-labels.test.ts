import { TaskError } from '@poppobuilder/core';
import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type GitHubWorld,
  REPOSITORY,
  startGitHubWorld,
  type TaskSettings,
} from '../fixtures/github-world.ts';
import { StateLabels } from './state-labels.ts';

let world: GitHubWorld;
let number: number;
beforeAll(async () => {
  world = await startGitHubWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  number = await world.openIssue();
  world.proxy.reset();
});

const labelsOf = (settings: TaskSettings = {}): { labels: StateLabels; logged: string[] } => {
  const { github, context, logger, logged } = world.task('one', settings);
  const project = { config: asProjectConfig(settings.config ?? {}) };
  return { labels: new StateLabels({ github, context, logger, project }), logged };
};
const shown = async (): Promise<string[]> => {
  const { data } = await world
    .as('owner')
    .rest.issues.listLabelsOnIssue({ ...REPOSITORY, issue_number: number });
  return data.map(({ name }) => name).toSorted();
};
const give = async (...labels: string[]): Promise<string[]> => {
  await world.as('owner').rest.issues.addLabels({ ...REPOSITORY, issue_number: number, labels });
  return labels;
};

describe('the label of a state', () => {
  it('takes the place of the others and leaves labels of people', async () => {
    const current = await give('bug', 'failed', 'completed');
    const { labels } = labelsOf();
    await labels.show(number, 'processing', current);
    await expect(shown()).resolves.toEqual(['bug', 'processing']);
    await labels.show(number, 'awaiting-response', current);
    await expect(shown()).resolves.toEqual(['awaiting-response', 'bug']);
  });

  it('comes back when the task itself took it away, whatever was seen before', async () => {
    const current = await give('awaiting-response');
    const { labels } = labelsOf();
    await labels.show(number, 'processing', current);
    await labels.show(number, 'awaiting-response', current);
    await expect(shown()).resolves.toEqual(['awaiting-response']);
  });

  it('that is there already costs no request', async () => {
    const { labels } = labelsOf();
    await labels.show(number, 'processing', await give('Processing'));
    expect(world.proxy.calls).toEqual([]);
  });

  it('has the name that the project configures', async () => {
    const { labels } = labelsOf({
      config: { issues: { labels: { processing: 'in Arbeit / ja', failed: '失敗' } } },
    });
    await labels.show(number, 'processing', []);
    await expect(shown()).resolves.toEqual(['in Arbeit / ja']);
    await labels.show(number, 'failed', []);
    await expect(shown()).resolves.toEqual(['失敗']);
  });

  it.each([401, 403, 404, 410, 422])('that GitHub refuses with %i is a warning', async (status) => {
    const { labels, logged } = labelsOf();
    world.proxy.inject({ on: 'POST', status });
    await labels.show(number, 'processing', []);
    expect(logged).toEqual([
      expect.stringMatching(
        `^The label "processing" could not be added to #${number}. GitHub answered .*${status}`,
      ),
    ]);
    expect(world.proxy.calls).toHaveLength(1);
  });

  it('that cannot be taken away is a warning, unless it was gone', async () => {
    const current = await give('failed', 'completed');
    const { labels, logged } = labelsOf();
    world.proxy.inject({ on: 'labels/completed', status: 404 });
    world.proxy.inject({ on: 'labels/failed', status: 403 });
    await labels.show(number, 'processing', current);
    expect(logged).toEqual([
      expect.stringMatching(
        `^The label "failed" could not be removed from #${number}. GitHub answered .*403`,
      ),
    ]);
  });

  it('is added in the end when the first attempt fails', async () => {
    world.proxy.inject({ on: 'POST', status: 502 });
    await labelsOf().labels.show(number, 'processing', []);
    await expect(shown()).resolves.toEqual(['processing']);
  });

  it('ends with the task that is stopped meanwhile, and is still set by one that was stopped before', async () => {
    const stop = new AbortController();
    const reason = new TaskError({ code: 'TASK_CANCELLED', message: 'Enough.' });
    const { labels } = labelsOf({ signal: stop.signal });
    world.proxy.inject({ on: 'POST', isSilent: true, before: () => Promise.resolve(stop.abort(reason)) });
    await expect(labels.show(number, 'processing', [])).rejects.toBe(reason);
    await labels.show(number, 'failed', []);
    await expect(shown()).resolves.toEqual(['failed']);
  });
});

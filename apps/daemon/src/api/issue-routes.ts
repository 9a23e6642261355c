import { TaskError } from '@poppobuilder/core';
import { explainLabels } from './explain-labels.ts';
import { findProject } from './find-project.ts';
import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The routes of issues. */
export const issueRoutes = api.issues.router({
  explain: api.issues.explain.handler(async ({ input: { project, number }, context: { daemon } }) => {
    const configured = findProject(daemon, project);
    const repository = daemon.repositoryOf(project);
    if (repository === undefined) {
      throw new TaskError({ code: 'NOT_FOUND', message: `The project "${project}" has no repository.` });
    }
    const { tasks } = daemon.engine;
    const { tasks: ofIssue } = await tasks.list({
      projectId: project,
      key: `${repository}#${number}`,
      state: ['scheduled', 'blocked', 'queued', 'running'],
      limit: 1_000,
      reasons: false,
    });
    const explained = await Promise.all(
      ofIssue.map(async ({ id, type }) => ({ id, type, ...(await tasks.explain(id)) })),
    );
    const waitingFor = await explainLabels({
      number,
      project: configured,
      github: await daemon.github.get(project),
      isWorkedOn: ofIssue.length > 0,
    });
    return toJson({ project, number, tasks: explained, waitingFor });
  }),
});

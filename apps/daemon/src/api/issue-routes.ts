import { TaskError } from '@poppobuilder/core';
import { findProject } from './find-project.ts';
import { api } from './implementer.ts';

/** The routes of issues. */
export const issueRoutes = api.issues.router({
  explain: api.issues.explain.handler(async ({ input: { project, number }, context: { daemon } }) => {
    findProject(daemon, project);
    const { explainIssue } = daemon;
    if (explainIssue === undefined) {
      throw new TaskError({ code: 'NOT_FOUND', message: `The project "${project}" has no repository.` });
    }
    return explainIssue(project, number);
  }),
});

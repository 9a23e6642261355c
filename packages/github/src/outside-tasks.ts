import type { Logger, Masker, ProjectContext, Secret } from '@poppobuilder/core';
import { anyObject, nonEmptyText, parseArgument, withFunctions } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { OctokitGitHub } from './client/octokit-github.ts';
import type { GitHub } from './github.ts';
import type { IssueLabels } from './labels/issue-labels.ts';
import { StateLabels } from './labels/state-labels.ts';
import type { Replies } from './replies/replies.ts';
import { TaskReplies } from './replies/task-replies.ts';

/** The parts of a project that {@link connectGitHub} needs. */
export type ConnectedProject = Pick<ProjectContext, 'config' | 'origin' | 'originProblem' | 'masker'>;

const projectConfig = withFunctions<ProjectContext['config']>(['section'], 'the configuration of a project');
const secretSchema = z.union([z.string(), anyObject]).optional();
const connectedProject = z.looseObject({
  config: projectConfig,
  masker: withFunctions<Masker>(['text'], 'a masker'),
});

/** Returns GitHub for a project, for a program that runs outside of tasks. Throws `INVALID_TASK`. */
export function connectGitHub(project: ConnectedProject, secret: Secret | undefined): GitHub {
  const place = { of: 'connectGitHub()' };
  parseArgument(connectedProject, project, { ...place, name: 'project' });
  parseArgument(secretSchema, secret, { ...place, name: 'secret' });
  return new OctokitGitHub({ project, secret });
}

/** A task that does not run. */
export interface AbsentTask {
  readonly taskId: string;
  readonly github: GitHub;
  readonly config: ProjectContext['config'];
  readonly masker: Pick<Masker, 'text'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** The reply and the labels of a task. */
export interface TaskNotices {
  readonly replies: Replies;
  readonly labels: IssueLabels;
}

const absentTask = z.looseObject({
  taskId: nonEmptyText,
  github: withFunctions<GitHub>(['request'], 'GitHub'),
  config: projectConfig,
  masker: withFunctions<Masker>(['text'], 'a masker'),
  logger: withFunctions<Logger>(['warn'], 'a logger'),
  signal: z.instanceof(AbortSignal),
});

/** Returns the reply and the labels of a task that does not run. Its later attempts use the same reply. Throws `INVALID_TASK`. */
export function noticesOf(task: AbsentTask): TaskNotices {
  parseArgument(absentTask, task, { of: 'noticesOf()', name: 'task' });
  const { taskId, github, config, masker, logger, signal } = task;
  const context = { taskId, signal };
  return {
    replies: new TaskReplies({ github, context, masker }),
    labels: new StateLabels({ github, context, project: { config }, logger }),
  };
}

import type { Logger, Masker, ProjectContext, Secret } from '@poppobuilder/core';
import { OctokitGitHub } from './client/octokit-github.ts';
import type { GitHub } from './github.ts';
import type { IssueLabels } from './labels/issue-labels.ts';
import { StateLabels } from './labels/state-labels.ts';
import type { Replies } from './replies/replies.ts';
import { TaskReplies } from './replies/task-replies.ts';

/** The parts of a project that {@link connectGitHub} needs. */
export type ConnectedProject = Pick<ProjectContext, 'config' | 'origin' | 'originProblem' | 'masker'>;

/** Returns GitHub for a project, for a program that runs outside of tasks. */
export function connectGitHub(project: ConnectedProject, secret: Secret | undefined): GitHub {
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

/** Returns the reply and the labels of a task that does not run. Its later attempts use the same reply. */
export function noticesOf({ taskId, github, config, masker, logger, signal }: AbsentTask): TaskNotices {
  const context = { taskId, signal };
  return {
    replies: new TaskReplies({ github, context, masker }),
    labels: new StateLabels({ github, context, project: { config }, logger }),
  };
}

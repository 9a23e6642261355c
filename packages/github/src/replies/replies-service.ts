import {
  createServiceToken,
  defineService,
  Masker,
  type ServiceToken,
  TaskContext,
} from '@poppobuilder/core';
import { withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '../arguments.ts';
import { GitHub } from '../github-service.ts';
import { TaskReplies } from './task-replies.ts';
import type { Replies as Contract } from './replies.ts';

/** The comments of an issue or pull request, and the task's one reply among them. */
export type Replies = Contract;

/** Token of the replies that {@link Replies} and the claims of one task share. */
export const TaskRepliesService: ServiceToken<TaskReplies> = createServiceToken<TaskReplies>({
  id: '@poppobuilder/github/TaskReplies',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { github: GitHub, context: TaskContext, masker: Masker },
      create: (services) => new TaskReplies(services),
    }),
});

/** Service token of {@link Replies}. */
export const Replies: ServiceToken<Replies> = createServiceToken<Replies>({
  id: '@poppobuilder/github/Replies',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { replies: TaskRepliesService },
      create: ({ replies }) => withCheckedArguments<Replies>(replies, ARGUMENTS.replies),
    }),
});

import {
  type ArgumentTable,
  callable,
  nonEmptyText,
  text,
  texts,
  type ShapeOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Workspace, Workspaces, WorkspaceRequest } from './workspaces.ts';

const request = z.strictObject({
  remote: z.strictObject({ url: nonEmptyText, credentials: callable().optional() }),
  name: nonEmptyText,
  branch: nonEmptyText,
  base: nonEmptyText.optional(),
  ref: nonEmptyText.optional(),
  keepsChanges: z.union([z.boolean(), callable()]).optional(),
  isFinished: callable().optional(),
  mark: z.string().regex(/^\S+$/, 'must be a word without white space').optional(),
} satisfies ShapeOf<WorkspaceRequest>);

const changes = z.looseObject({ commits: texts, head: nonEmptyText });

/** Schemas of the arguments of {@link Workspaces}. */
export const WORKSPACES_ARGUMENTS: ArgumentTable<Workspaces> = {
  open: [['request', request]],
  remove: [['name', nonEmptyText]],
};

/** Schemas of the arguments of {@link Workspace}. */
export const WORKSPACE_ARGUMENTS: ArgumentTable<Workspace> = {
  readBase: [['path', nonEmptyText]],
  earlierCommits: [['head', nonEmptyText.optional()]],
  has: [['commit', nonEmptyText]],
  commit: [['options', z.strictObject({ message: text })]],
  push: [['changes', changes]],
  mergesIntoBase: [['head', nonEmptyText]],
  diff: [
    ['from', nonEmptyText],
    ['to', nonEmptyText],
    ['options', z.strictObject({ paths: texts.optional() }).optional()],
  ],
};

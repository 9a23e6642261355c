import type { TaskContext } from '@poppobuilder/core';
import type { WorkspaceRequest } from '@poppobuilder/workspace';
import type { WorkServices } from '../services.ts';
import type { Subject } from '../subject/subject.ts';

/** A comment that an agent answers. */
export interface AnsweredComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** Where a review comment is; absent for a comment of the conversation. */
  readonly place?: { readonly path: string; readonly line?: number | undefined } | undefined;
}

/** Work of an agent on an issue or pull request that may end in commits. */
export interface ChangeWork {
  readonly context: TaskContext;
  readonly services: WorkServices;
  readonly subject: Subject;
  /** Type and input of the task, by which a retry knows its journal. */
  readonly input: unknown;
  readonly workspace: Omit<WorkspaceRequest, 'remote' | 'isFinished' | 'keepsChanges' | 'mark'>;
  /** Whether changed files are pushed; otherwise the answer alone counts. */
  readonly takesChanges: boolean;
  /** Whether nothing is written anywhere. */
  readonly isDryRun: boolean;
  /** The comment that is answered. */
  readonly comment?: AnsweredComment | undefined;
  /** Session of the agent to go on with. */
  readonly sessionId?: string | undefined;
  /** Issue that the work is for, where that is known. */
  readonly issue?: number | undefined;
  /** The open pull request of the branch, where that is known. */
  readonly pullRequest?: { readonly number: number; readonly url: string } | undefined;
  /** More that the reply says. */
  readonly note?: string | undefined;
}

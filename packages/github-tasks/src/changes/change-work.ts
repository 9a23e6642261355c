import type { TaskContext } from '@poppobuilder/core';
import type { WorkspaceRequest } from '@poppobuilder/workspace';
import type { CommentReference } from '../comments/comment-reference.ts';
import type { WorkServices } from '../services.ts';
import type { Subject } from '../subject/subject.ts';

/** A comment that an agent answers. */
export interface AnsweredComment {
  readonly id: number;
  /** Empty for what nobody wrote, such as the report of failed checks. */
  readonly author: string;
  readonly body: string;
  /** Position of a review comment; absent for a comment of the conversation. */
  readonly place?: { readonly path: string; readonly line?: number | undefined } | undefined;
}

/** Work of an agent on an issue or pull request that may produce commits. */
export interface ChangeWork {
  readonly context: TaskContext;
  readonly services: WorkServices;
  readonly subject: Subject;
  /** Type and input of the task, by which a retry finds its journal. */
  readonly input: unknown;
  readonly workspace: Omit<WorkspaceRequest, 'remote' | 'isFinished' | 'keepsChanges' | 'mark'>;
  /** Whether changed files are pushed; otherwise the answer alone counts. */
  readonly takesChanges: boolean;
  /** Whether nothing is written to GitHub. */
  readonly isDryRun: boolean;
  /** The comment that is answered. */
  readonly comment?: AnsweredComment | undefined;
  /** Further comments that are answered with it. @defaultValue [] */
  readonly furtherComments?: readonly AnsweredComment[] | undefined;
  /** Session of the agent to continue. */
  readonly sessionId?: string | undefined;
  /** Whether the agent only plans. @defaultValue false */
  readonly plans?: boolean | undefined;
  /** The plan that was approved, to carry out. */
  readonly approvedPlan?: string | undefined;
  /** Comments that ask for another plan; present for work whose plan a person can approve. */
  readonly revisions?: readonly CommentReference[] | undefined;
  /** Issue that the work is for, if known. */
  readonly issue?: number | undefined;
  /** Open pull request of the branch, if known. */
  readonly pullRequest?: { readonly number: number; readonly url: string } | undefined;
  /** Additional note for the reply. */
  readonly note?: string | undefined;
}

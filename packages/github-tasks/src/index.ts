export { Assignment, type AssignmentOptions, type Stage, whileAssigned } from './assignment/assignment.ts';
export type { DoneRecord } from './assignment/done-record.ts';
export { assertPermitted, type PermissionRequest } from './assignment/refuse.ts';
export type { AnsweredComment, ChangeWork } from './changes/change-work.ts';
export { doChangeWork, type WorkResult } from './changes/do-work.ts';
export { type CommentReference, commentReferenceSchema } from './comments/comment-reference.ts';
export { answerComment, type CommentWork } from './comments/answer-comment.ts';
export {
  type CommentObject,
  commentSchema,
  type IssueObject,
  issueSchema,
  numberSchema,
  type UserObject,
} from './github-objects/issue-object.ts';
export { Journal, type JournalOptions } from './journal/journal.ts';
export { type WorkOutput, workOutputSchema } from './output.ts';
export type {
  ListedTask,
  ReadTask,
  ToldReason,
  WaitingProject,
  WaitingTasks,
} from './waiting/waiting-task.ts';
export { WaitWatch, type WaitWatchOptions } from './waiting/wait-watch.ts';
export { WORK_ERROR_CODES } from './work-error-codes.ts';
export { WORK_PERMISSIONS } from './permissions.ts';
export { cleanUpPullRequest } from './pull-request/clean-up-pull-request.ts';
export { type ReviewOutput, reviewOutputSchema } from './review/output.ts';
export type { LineComment, Review } from './review/review.ts';
export { reviewPullRequest, type ReviewWork } from './review/review-pull-request.ts';
export { WORK_SERVICES, type WorkServices } from './services.ts';
export { type ReviewConfig, reviewConfig } from './review/review-config.ts';
export { branchName } from './sessions/branch-name.ts';
export { type Session, Sessions } from './sessions/sessions.ts';
export { NO_SPENDING, type Spending } from './spending.ts';
export { issueSubject, readIssue, readPullRequest, readSubject } from './subject/read-subject.ts';
export type { PullRequestSubject, Subject } from './subject/subject.ts';
export { type Texts, textsFor } from './texts/texts.ts';

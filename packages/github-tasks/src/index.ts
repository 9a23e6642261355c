export type { AnsweredComment, ChangeWork } from './changes/change-work.ts';
export { doChangeWork, type WorkResult } from './changes/do-work.ts';
export { baseInstructions } from './changes/project-instructions.ts';
export {
  Assignment,
  type AssignmentOptions,
  orTell,
  type Stage,
  whileAssigned,
} from './assignment/assignment.ts';
export { type DoneRecord, type DoneSearch, findDone, recordDone } from './assignment/done-record.ts';
export { assertPermitted } from './assignment/refuse.ts';
export {
  type CommentObject,
  commentSchema,
  type IssueObject,
  issueSchema,
  numberSchema,
  type UserObject,
} from './github-objects/issue-object.ts';
export { Journal, type JournalOptions } from './journal/journal.ts';
export { workKey } from './journal/work-key.ts';
export { type WorkOutput, workOutputSchema } from './output.ts';
export { WORK_PERMISSIONS } from './permissions.ts';
export { workRules } from './prompt/rules.ts';
export { WORK_SERVICES, type WorkServices } from './services.ts';
export { type ReviewConfig, reviewConfig } from './review/review-config.ts';
export { branchName } from './sessions/branch-name.ts';
export { type Session, Sessions } from './sessions/sessions.ts';
export { NO_SPENDING, type Spending, sumSpending } from './spending.ts';
export { issueSubject, readIssue, readPullRequest, readSubject } from './subject/read-subject.ts';
export {
  authorOf,
  isPushable,
  type PullRequestSubject,
  type Subject,
  workBranch,
} from './subject/subject.ts';
export { fileList, inlineCode } from './texts/file-list.ts';
export { type Texts, textsFor } from './texts/texts.ts';

export type { Author, Verdict } from './authors/authors.ts';
export {
  type AuthorsConfig,
  authorsConfig,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
} from './authors/authors-config.ts';
export { Authors } from './authors/authors-service.ts';
export { explainFailure, type FailedCall } from './client/explain-failure.ts';
export type { Claim } from './claims/claim-authority.ts';
export { ClaimAuthority } from './claims/claim-authority-service.ts';
export {
  type GitHubAppConfig,
  type GitHubConfig,
  githubConfig,
  type GitHubThrottleConfig,
} from './github-config.ts';
export { GITHUB_ERROR_CODES, GitHubError, statusOf } from './github-error.ts';
export type { CallOptions, CallParameters, GitCredentials, Identity, Repository } from './github.ts';
export { GitHub } from './github-service.ts';
export { ISSUE_STATES, type IssuesConfig, issuesConfig, type IssueState } from './labels/issues-config.ts';
export { IssueLabels } from './labels/issue-labels-service.ts';
export {
  type AbsentTask,
  connectGitHub,
  type ConnectedProject,
  noticesOf,
  type TaskNotices,
} from './outside-tasks.ts';
export { delimitUntrusted, type UntrustedTextOptions } from './prompts/delimit-untrusted.ts';
export { visibleText } from './prompts/visible-text.ts';
export { type MarkedReply, readReplyMarker } from './replies/read-reply-marker.ts';
export type { IssueComment, Reply, UpdateOptions } from './replies/replies.ts';
export { Replies } from './replies/replies-service.ts';
export { closeMarkdown } from './text/close-markdown.ts';
export { cutText } from './text/cut-text.ts';
export { joinMarkdown, prefixMarkdown } from './text/join-markdown.ts';
export { neutralizeMentions, type NeutralizeOptions } from './text/neutralize-mentions.ts';
export { plainTitle } from './text/plain-title.ts';
export { type CutMarkdown, cutMarkdown, type SplitOptions, splitMarkdown } from './text/split-markdown.ts';

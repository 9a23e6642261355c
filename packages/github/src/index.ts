export { type Author, Authors, type Verdict } from './authors/authors.ts';
export { type Claim, ClaimAuthority } from './claims/claim-authority.ts';
export { GitHubError, statusOf } from './github-error.ts';
export {
  type CallOptions,
  type CallParameters,
  GitHub,
  type GitCredentials,
  type Identity,
  type Repository,
} from './github.ts';
export { IssueLabels } from './labels/issue-labels.ts';
export { asData, type DataOptions } from './prompts/as-data.ts';
export { cleanText } from './prompts/clean-text.ts';
export { quietText } from './replies/quiet-text.ts';
export { type IssueComment, Replies, type Reply, type UpdateOptions } from './replies/replies.ts';
export { splitText, type SplitOptions } from './replies/split-text.ts';

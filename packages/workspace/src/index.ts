export { WORKSPACE_ERROR_CODES } from './error-codes.ts';
export { assertBranchName } from './git/names.ts';
export {
  type Changes,
  type CommitOptions,
  type EarlierCommits,
  type Remote,
  type RemoteCredentials,
  type SkippedFile,
  type SkipReason,
  type Workspace,
  type WorkspaceRequest,
  Workspaces,
} from './workspaces.ts';
export {
  type CommitAuthor,
  MIRROR_FOLDER,
  type WorkspaceConfig,
  workspaceConfig,
} from './workspace-config.ts';

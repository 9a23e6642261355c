export { WORKSPACE_ERROR_CODES } from './git/git-failure.ts';
export { assertBranchName } from './git/names.ts';
export type {
  Changes,
  CommitOptions,
  EarlierCommits,
  Remote,
  RemoteCredentials,
  SkippedFile,
  SkipReason,
  Workspace,
  WorkspaceRequest,
} from './workspaces.ts';
export { Workspaces } from './workspaces-service.ts';
export {
  type CommitAuthor,
  MIRROR_FOLDER,
  type WorkspaceConfig,
  workspaceConfig,
} from './workspace-config.ts';

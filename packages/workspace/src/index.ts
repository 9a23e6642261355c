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

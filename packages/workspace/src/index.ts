export { assertBranchName } from './git/names.ts';
export {
  type Changes,
  type CommitOptions,
  type Remote,
  type RemoteCredentials,
  type SkippedFile,
  type SkipReason,
  type Workspace,
  type WorkspaceRequest,
  Workspaces,
} from './workspaces.ts';

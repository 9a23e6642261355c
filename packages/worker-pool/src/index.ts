export type { CoveredPath } from './sandbox/cover-arguments.ts';
export { innerSandbox, type InnerSandboxOptions } from './sandbox/inner-sandbox.ts';
export { namespaceEnded, type NamespacePipes } from './sandbox/namespace-ended.ts';
export {
  nodePermissionFlags,
  type NodePermissionOptions,
  type PermissionSupport,
  permissionSupport,
} from './sandbox/node-permissions.ts';
export { outerSandbox, type OuterSandboxOptions } from './sandbox/outer-sandbox.ts';
export { probeSandbox, type SandboxProbeOptions, type SandboxSupport } from './sandbox/probe-sandbox.ts';
export { readableFolders, type ReadableFoldersOptions } from './sandbox/readable-folders.ts';

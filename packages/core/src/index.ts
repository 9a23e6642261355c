export { type CommandOptions, type CommandResult, CommandRunner } from './command/command-runner.ts';
export { AgentError, type AgentErrorFields, type AgentUsage } from './errors/agent-error.ts';
export { type BuiltInErrorCode, ERROR_CODES, type ErrorCode, exitCodeOf } from './errors/codes.ts';
export { CommandError, type CommandErrorFields } from './errors/command-error.ts';
export {
  type ErrorPlace,
  TaskError,
  type TaskErrorJson,
  type TaskErrorOptions,
} from './errors/task-error.ts';
export type { CacheDeclaration, CachedTask } from './execution/cache-declaration.ts';
export type { TaskExecutorOptions } from './execution/executor-options.ts';
export type { RegisteredHandler } from './execution/handler-registry.ts';
export { type RunnerMiddleware, type TaskMiddleware, withMiddleware } from './execution/middleware.ts';
export { Progress, type ProgressFunction } from './execution/progress.ts';
export { type ProjectComponents, TaskContext } from './execution/task-context.ts';
export type { TaskEventName, TaskEvents, TaskListener } from './execution/task-events.ts';
export { TaskExecutor } from './execution/task-executor.ts';
export { TaskLimits } from './execution/task-limits.ts';
export type { CurrentTask, ProjectCounts, RunnerMetrics, TaskCounts } from './execution/task-metrics.ts';
export { TaskOutput } from './execution/task-output.ts';
export type { TaskResult } from './execution/task-result.ts';
export type { CancelOptions, ExecuteOptions, TaskRunner } from './execution/task-runner.ts';
export { type LogFields, Logger, type LogLevel, type LogMethod, type LogSink } from './logging/logger.ts';
export { ProjectLog } from './logging/project-log.ts';
export { createMasker, Masker } from './masking/masker.ts';
export type { StreamMasker } from './masking/stream-masker.ts';
export {
  type AnyServiceDefinition,
  definePlugin,
  type Plugin,
  PLUGIN_API_VERSION,
  type PluginOptions,
} from './plugin/define-plugin.ts';
export { loadPlugins, type LoadPluginsOptions, type PluginSource } from './plugin/load-plugins.ts';
export type { FilesPermission, Permissions, ResolvedPermissions } from './plugin/permissions.ts';
export {
  type CacheOfTask,
  defineTaskHandler,
  type HandlerCache,
  type HandlerResult,
  type TaskHandler,
  type TaskHandlerOptions,
} from './plugin/task-handler.ts';
export { ProcessSupervisor } from './process/process-supervisor.ts';
export type { ProcessEnd, SpawnOptions, SupervisedProcess } from './process/supervised-process.ts';
export { ensureDataFolder } from './project/data-folder.ts';
export { MIRROR_FOLDER, projectHomeFolder, resolveHomeFolder } from './project/home-folder.ts';
export {
  type AgentConfig,
  type AuthorsConfig,
  type CommitAuthor,
  type GitHubAppConfig,
  type GitHubConfig,
  type GitHubThrottleConfig,
  ISSUE_STATES,
  type IssuesConfig,
  type IssueState,
  type LimitsConfig,
  ProjectConfig,
  type ProjectConfigInput,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
  type ReviewConfig,
  type WorkspaceConfig,
} from './project/project-config.ts';
export { ProjectContext } from './project/project-context.ts';
export { isInside, resolveProjectPath } from './project/project-path.ts';
export {
  defineService,
  type Secret,
  type ServiceCreation,
  type ServiceDefinition,
  type ServiceOptions,
} from './services/define-service.ts';
export {
  createServiceToken,
  type ResolvedServices,
  type ServiceScope,
  type ServiceToken,
  type ServiceTokenOptions,
  type ServiceTokens,
} from './services/service-token.ts';
export { type StateNamespace, StateStore } from './state/state-store.ts';
export { configJsonSchema, type JsonSchema, taskJsonSchema } from './task/json-schema.ts';
export type { JsonValue } from './task/json.ts';
export type { BaseTask, Task } from './task/task.ts';
export { nearest } from './text/nearest.ts';
export { describeSize, parseSize } from './text/size.ts';

export type { CommandOptions } from './command/command-arguments.ts';
export { type CommandResult, CommandRunner } from './command/command-runner.ts';
export {
  type BuiltInErrorCode,
  ERROR_CODES,
  type ErrorCode,
  type ErrorCodeTraits,
  exitCodeOf,
  type RegisteredErrorCode,
} from './errors/codes.ts';
// Packages can declare again only what comes by `export *`.
export * from './errors/registered-error-codes.ts';
export * from './project/project-config-input.ts';
export { CommandError, type CommandErrorFields } from './errors/command-error.ts';
export { TaskError, type TaskErrorJson } from './errors/task-error.ts';
export type { ErrorPlace, TaskErrorOptions } from './errors/task-error-options.ts';
export type { FieldMistake } from './errors/field-mistake.ts';
export type { RequestedApproval } from './errors/requested-approval.ts';
export type { CacheDeclaration, CachedTask } from './execution/cache-declaration.ts';
export type { CostLimit } from './execution/cost-limit.ts';
export type { PlanApproval } from './execution/plan-approval.ts';
export type { TaskExecutorOptions } from './execution/executor-options.ts';
export type { RegisteredHandler } from './execution/handler-registry.ts';
export { type RunnerMiddleware, type TaskMiddleware, withMiddleware } from './execution/middleware.ts';
export type { AccountHold, AccountReport, AccountWindow } from './execution/account-report.ts';
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
export { type ApiVersionRange, PLUGIN_API_VERSION, SUPPORTED_API_VERSIONS } from './plugin/api-version.ts';
export {
  type AnyServiceDefinition,
  definePlugin,
  type Plugin,
  type PluginOptions,
} from './plugin/define-plugin.ts';
export { loadPlugins, type LoadPluginsOptions, type PluginSource } from './plugin/load-plugins.ts';
export type { FilesPermission, Permissions, ResolvedPermissions } from './plugin/permissions.ts';
export type { CacheOfTask, HandlerCache } from './plugin/handler-cache.ts';
export {
  defineTaskHandler,
  type HandlerResult,
  type TaskHandler,
  type TaskHandlerOptions,
} from './plugin/task-handler.ts';
export {
  defineTrigger,
  type Trigger,
  type TriggerContext,
  type TriggerExample,
  type TriggerOptions,
} from './trigger/define-trigger.ts';
export type { PollEvent, TriggerEvent, WebhookEvent } from './trigger/trigger-event.ts';
export type {
  TriggerDeclaration,
  TriggerPoll,
  TriggerWebhook,
  WebhookEvents,
  WebhookSignature,
} from './trigger/trigger-declaration.ts';
export type {
  TriggeredCancel,
  TriggeredDecision,
  TriggeredTask,
  TriggeredTaskOptions,
  TriggerResult,
} from './trigger/trigger-result.ts';
export { ProcessSupervisor } from './process/process-supervisor.ts';
export type {
  ProcessEnd,
  ProcessInput,
  SpawnOptions,
  SupervisedProcess,
} from './process/supervised-process.ts';
export {
  type ConfigSection,
  type ConfigSectionOptions,
  defineConfigSection,
} from './configuration/config-section.ts';
export type {
  SandboxDeclaration,
  SandboxExecutable,
  SandboxFile,
  SandboxFolder,
  SecretDeclaration,
  SecretSource,
} from './configuration/section-needs.ts';
export type { SectionDeclaration } from './configuration/section-declaration.ts';
export { ensureDataFolder } from './project/data-folder.ts';
export { projectHomeFolder, resolveHomeFolder } from './project/home-folder.ts';
export type { CoreConfig, LimitsConfig } from './project/core-config.ts';
export { ProjectConfig } from './project/project-config.ts';
export { ProjectContext } from './project/project-context.ts';
export { isInside, resolveProjectPath } from './project/project-path.ts';
export { defineService, type ServiceOptions } from './services/define-service.ts';
export type { ProviderChoice } from './services/service-provider.ts';
export type { Secret, ServiceCreation, ServiceDefinition } from './services/service-token.ts';
export {
  createServiceToken,
  type ResolvedServices,
  type ServiceScope,
  type ServiceToken,
  type ServiceTokenOptions,
  type ServiceTokens,
} from './services/service-token.ts';
export type { StateBackend, StatePlace, StoredState } from './state/state-backend.ts';
export type { BlobNamespace, StateNamespace } from './state/state-namespace.ts';
export { StateStore } from './state/state-store.ts';
export { configJsonSchema, type JsonSchema, taskJsonSchema } from './task/json-schema.ts';
export type { JsonValue } from './task/json.ts';
export type { BaseTask, Task } from './task/task.ts';
export type { TokenUsage } from './task/token-usage.ts';
export { MAX_TIMEOUT } from './timers/max-timeout.ts';
export { nearest } from './text/nearest.ts';
export { describeSize, parseSize } from './text/size.ts';

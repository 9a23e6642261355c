/**
 * What the other packages of PoppoBuilder need of core, apart from its public API.
 *
 * An export may change in a minor release, never in a patch. The packages that use it are released together with core, and
 * each accepts one minor version of core. Plugins and programs use `@poppobuilder/core` alone.
 *
 * @packageDocumentation
 */

export { type ArgumentPlace, invalidArgument, parseArgument } from './arguments/parse-argument.ts';
export { type ArgumentTable, withCheckedArguments } from './arguments/checked-service.ts';
export {
  anyObject,
  callable,
  environmentVariables,
  nonEmptyText,
  numberOrInfinity,
  text,
  texts,
  type ShapeOf,
  withFunctions,
} from './arguments/schemas.ts';
export { askGit, type AskGitOptions, type GitAnswer } from './checkout/ask-git.ts';
export { type Checkout, findCheckout } from './checkout/find-checkout.ts';
export { type GitIndexEntry, readGitIndex } from './checkout/git-index.ts';
export { type Origin, readOrigin } from './checkout/read-origin.ts';
export { readSmallFile } from './checkout/read-small-file.ts';
export { createOutputFiles, OUTPUT_FOLDER, OutputFiles } from './command/output-file.ts';
export { registerErrorCodes } from './errors/codes.ts';
export { type ErrorClass, registerErrorClass } from './errors/error-classes.ts';
export { describeForLog } from './errors/describe-value.ts';
export { reasonOf } from './errors/reason-of.ts';
export { deserializeTaskError } from './errors/deserialize-error.ts';
export { asTaskError, placeOf } from './execution/as-task-error.ts';
export {
  type ConfigSections,
  LoadedSections,
  NO_SECTIONS,
  type SectionCheck,
} from './configuration/config-sections.ts';
export { CORE_KEYS } from './configuration/core-keys.ts';
export { deepMerge, isNode, type Node, omit } from './configuration/merge-layers.ts';
export {
  declarationOf,
  type SectionDeclaration,
  sectionDeclarationSchema,
} from './configuration/section-declaration.ts';
export { variantsOf } from './configuration/section-variants.ts';
export type { SectionLayers } from './configuration/resolve-section.ts';
export { taskFields } from './configuration/sort-keys.ts';
export { declareCache } from './execution/cache-declaration.ts';
export { HandlerRegistry } from './execution/handler-registry.ts';
export { strictInput } from './execution/input-schema.ts';
export { BaseRunner } from './execution/base-runner.ts';
export type {
  Admitted,
  Checked,
  Completed,
  InFlight,
  Located,
  Opened,
  Submitted,
} from './execution/pipeline-states.ts';
export {
  openProject,
  releaseId,
  releaseProject,
  reserveId,
  revalidateProjectPath,
  validateProjectPath,
  validateTask,
} from './execution/project-steps.ts';
export type { RunnerContext } from './execution/runner-context.ts';
export { drainStartWarnings } from './execution/start-warnings.ts';
export { TaskEventEmitter } from './execution/task-events.ts';
export { TaskMetrics } from './execution/task-metrics.ts';
export { TaskRun } from './execution/task-run.ts';
export { Pipeline } from './execution/pipeline.ts';
export { acquireLock, type FileLock, tryLock } from './lock/file-lock.ts';
export { createMasker } from './masking/masker.ts';
export {
  LOAD_TIMEOUT,
  loadLocatedPlugins,
  type LocatedPlugin,
  locatePlugin,
  unfinished,
} from './plugin/load-plugins.ts';
export { type Deprecation, deprecationSchema, warnOfDeprecation } from './plugin/deprecations.ts';
export {
  describePermissions,
  narrowPermissions,
  permissionsSchema,
  permitsSecret,
  resolvePermissions,
} from './plugin/permissions.ts';
export type { ProcessEntry } from './process/process-entry.ts';
export {
  type ProcessWithEnvironment,
  readAllEnvironments,
  readAllProcesses,
  readEnvironment,
  readProcess,
  readProcessTable,
} from './process/process-table.ts';
export { HIDDEN_FILE, whyNotExecutable } from './process/executable-file.ts';
export {
  findHostProgram,
  findTrustedProgram,
  hostSearchPath,
  trustedEntries,
  windowsProgram,
} from './process/host-programs.ts';
export { type ProcessStarter, TaskProcessSupervisor } from './process/process-supervisor.ts';
export { runTool, spawnChild } from './process/spawn-child.ts';
export {
  notStarted,
  startProcess,
  type StartedProcess,
  type StartOptions,
  type TreeControl,
} from './process/start-process.ts';
export { DATA_FOLDER, ensureDataFolder } from './project/data-folder.ts';
export { folderSize } from './project/folder-size.ts';
export { homeFolders, isWide } from './project/wide-folders.ts';
export { addKnownProjects, rememberProject } from './project/known-projects.ts';
export { type CheckedConfig, checkConfig } from './project/check-config.ts';
export { projectConfigSchema } from './project/core-config-schema.ts';
export { asProjectConfig, createProjectConfig } from './project/project-config.ts';
export { PROJECT_ID_PATTERN } from './project/project-id.ts';
export { HOMES_FOLDER, privilegeKey } from './project/privilege-key.ts';
export { ProjectScopes } from './project/project-scopes.ts';
export {
  findProjectSettings,
  type HostSettings,
  type ProjectSettings,
  type SettingsData,
  settingsOf,
} from './project/project-settings.ts';
export { SettingsCache, type SettingsHost } from './project/settings-cache.ts';
export { placesOnPath } from './project/places-on-path.ts';
export { addTaskFolder, knownTaskFolders, taskFolderAmong, taskFolderOn } from './project/task-folders.ts';
export { TOOLCHAIN_VARIABLES, toolchainFolders } from './project/toolchains.ts';
export { openRegularFile } from './project/regular-file.ts';
export { type TriggerDeclaration, triggerDeclarationSchema } from './trigger/trigger-declaration.ts';
export { declarationOfTrigger, handlersOf, TRIGGER_PREFIX } from './trigger/trigger-handler.ts';
export { triggerEventSchema } from './trigger/trigger-event.ts';
export { triggerResultSchema } from './trigger/trigger-result.ts';
export { findProjectSecrets } from './project/project-secrets.ts';
export { findSecrets, type FoundSecrets, NO_SECRETS } from './secrets/find-secrets.ts';
export { ServiceRegistry } from './services/service-registry.ts';
export { Scope } from './services/service-scope.ts';
export { copyAsJson, formatPath, MAX_JSON_VALUES } from './task/json.ts';
export { describeIssues, fieldsOf, findMistakes, mistakeText } from './task/describe-issues.ts';
export { composeConfigSchema, jsonSchemaOf } from './task/json-schema.ts';
export { baseTaskSchema } from './task/task.ts';
export { type CheckedTask, checkInput, checkTask } from './task/validate-task.ts';
export { startTimer, type Timer } from './timers/start-timer.ts';
export { untilAborted } from './timers/until-aborted.ts';
export { decodeText, NotTextError } from './text/decode-text.ts';
export { sizeText } from './text/size-text.ts';
export { withoutNul } from './text/without-nul.ts';
export { LineSplitter, type LineSplitterOptions } from './text/line-splitter.ts';
export { keepEnd, keepFirstBytes, keepLastBytes, keepStart } from './text/whole-characters.ts';
export { z } from 'zod';
export { BLOB_RETENTION, MAX_BLOB_SIZE, STATE_FUNCTIONS } from './state/state-backend.ts';
export { stateBackend } from './state/state-backend-schema.ts';
export { sealBlobs } from './state/sealed-blobs.ts';
export { sharedState } from './state/shared-state.ts';
export { readStateKey } from './state/state-key.ts';
export { createTraceContext } from './tracing/local-context.ts';
export type { Span } from './tracing/open-span.ts';
export { readSpan } from './tracing/read-span.ts';
export type { SpanAttributes, SpanKind, SpanRecord, SpanValue } from './tracing/span-record.ts';
export { beginTaskTrace, endTaskTrace, type TaskTrace } from './tracing/task-trace.ts';
export { traceTime } from './tracing/trace-clock.ts';
export { traceFields } from './tracing/trace-fields.ts';
export { activeTraceparent, type SpanOptions, startSpan, traced, withTraceparent } from './tracing/traced.ts';
export { parseTraceparent, type TracePlace } from './tracing/traceparent.ts';
export { currentTracing, installTracing, type TraceContext, type Tracing } from './tracing/tracing.ts';

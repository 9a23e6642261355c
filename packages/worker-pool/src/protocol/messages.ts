import type {
  BaseTask,
  CacheDeclaration,
  CostLimit,
  JsonSchema,
  JsonValue,
  LogFields,
  LogLevel,
  Permissions,
  PlanApproval,
  ResolvedPermissions,
  StoredState,
  Task,
  TaskErrorJson,
  TaskResult,
} from '@poppobuilder/core';
import type {
  CheckedTask,
  Deprecation,
  LocatedPlugin,
  SectionCheck,
  SectionDeclaration,
  SettingsData,
  SpanRecord,
  TriggerDeclaration,
} from '@poppobuilder/core/runner-kit';
import type { Moment } from './moment.ts';

/** The HOME folders of a worker's processes. */
export interface CommandHomes {
  /** Of commands. */
  readonly common: string;
  /** Of processes whose environment holds a secret. */
  readonly secret: string;
}

/** How a worker starts commands. */
export type CommandIsolation = PlainCommands | SandboxedCommands;

interface WithHomes {
  /** Absent where all processes have the same HOME. */
  readonly homes?: CommandHomes | undefined;
}

/** Beside the worker, by nothing but the system. */
interface PlainCommands extends WithHomes {
  readonly kind: 'process';
}

/** Each in a namespace of its own. */
interface SandboxedCommands extends WithHomes {
  readonly kind: 'sandbox';
  readonly bwrap: string;
  readonly innerProc: 'own' | 'shared';
  /** Folders of the worker that no command may see. */
  readonly covered: readonly string[];
  /** Folders of which a command sees only the entry that it starts in, such as its own worktree. */
  readonly apart: readonly string[];
  /** Files and folders that every command sees, also below a covered one, and cannot write. */
  readonly readable: readonly string[];
  /** Folders that only processes whose environment holds a secret see. */
  readonly secretFolders: readonly string[];
}

/** What a worker of a project needs before its first task. */
export interface OpenWorker {
  readonly type: 'open';
  readonly workerId: string;
  readonly plugins: readonly LocatedPlugin[];
  /** Milliseconds in which each plugin must finish loading. */
  readonly loadTimeout: number;
  readonly settings: SettingsData;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly grace: number;
  /** Bytes that the commands of one task may write. */
  readonly outputLimit: number;
  /** Folder for output that is too long to keep; absent when the worker may not write there. */
  readonly outputFolder?: string | undefined;
  readonly commands: CommandIsolation;
  /** Whether the host keeps the state of the project, and answers `state`. */
  readonly sharesState: boolean;
  /** Entries of the PATH from which programs with secrets may be taken. */
  readonly trustedEntries: readonly string[];
  /** Folders that tasks may write: those of the worker, its project, and those of all other projects that are known. */
  readonly taskFolders: readonly string[];
  /** Folders below those whose code no task may change. */
  readonly codeFolders: readonly string[];
}

/** What the process that only looks at plugins needs. */
export interface OpenCatalog {
  readonly type: 'open-catalog';
  readonly plugins: readonly LocatedPlugin[];
  /** Milliseconds in which each plugin must finish loading. */
  readonly loadTimeout: number;
  /** Folders that tasks may write, as far as they are known. */
  readonly taskFolders: readonly string[];
  /** Folders below those whose code no task may change. */
  readonly codeFolders: readonly string[];
  /** Whether it is there to write the compile cache, and then says `flushed`. */
  readonly flushesCache: boolean;
}

/** A task that the host has checked, apart as the check left it. */
export interface ExecuteTask {
  readonly type: 'execute';
  /** The worker's number for it, which its messages must repeat. */
  readonly run: number;
  /** Without the secrets that it carries. */
  readonly base: BaseTask;
  readonly fields: CheckedTask['fields'];
  /** Texts to mask that the task itself carries. */
  readonly secrets: readonly string[];
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly mayDefer: boolean;
  readonly costLimit?: CostLimit | undefined;
  readonly approval?: PlanApproval | undefined;
  /** When it is too late to start without asking. Absent when that is never. */
  readonly startBefore?: Moment | undefined;
  /** The place in a trace that its spans lie below. Absent when nothing is traced. */
  readonly traceparent?: string | undefined;
}

/** A message of the host to a worker. */
export type HostMessage =
  | OpenWorker
  | OpenCatalog
  | ExecuteTask
  /** Answers `confirm-start`. No answer comes for a task that may not start: it is cancelled. */
  | {
      readonly type: 'start-confirmed';
      readonly run: number;
      /** For how long after the question it may start. Absent when that is for ever. */
      readonly milliseconds?: number | undefined;
    }
  | { readonly type: 'cancel'; readonly reason: string; readonly retryable: boolean }
  /** Asks for what the plugins contain beside their descriptions. */
  | { readonly type: 'inspect'; readonly id: number }
  | { readonly type: 'check-sections'; readonly id: number; readonly sections: SectionCheck }
  | {
      readonly type: 'check';
      readonly id: number;
      readonly task: Task;
      /** Whether the answer includes what the task's result depends on. */
      readonly declaresCache: boolean;
    }
  /** Answers `locate`: the folder that would have to be readable, when the program exists on the host. */
  | { readonly type: 'located'; readonly id: number; readonly folder?: string | undefined }
  /** Answers `state`. */
  | {
      readonly type: 'state';
      readonly id: number;
      /** In base64 for a blob. */
      readonly answer?: StateAnswer | undefined;
      readonly error?: TaskErrorJson | undefined;
    }
  | { readonly type: 'ping' };

/** What the host answers to a {@link StateRequest}. */
export type StateAnswer = StoredState | boolean | readonly string[] | string;

/** What a worker asks of the state of its project. */
export type StateRequest =
  | { readonly do: 'read'; readonly namespace: string; readonly key: string }
  | { readonly do: 'read-blob'; readonly namespace: string; readonly key: string }
  | {
      readonly do: 'write';
      readonly namespace: string;
      readonly key: string;
      /** Absent to remove the value. */
      readonly text?: string | undefined;
      readonly expected?: string | null | undefined;
    }
  | { readonly do: 'list'; readonly namespace: string; readonly prefix: string }
  /** Writes the parts of `state-part` with the same id. */
  | {
      readonly do: 'write-blob';
      readonly namespace: string;
      readonly key: string;
      readonly removes: boolean;
    };

/** A handler as the host knows it, without its code. */
export interface HandlerDescription {
  readonly type: string;
  readonly version: string;
  readonly description: string;
  /** The plugin's name. */
  readonly plugin: string;
  /** What it declared. */
  readonly permissions: Permissions;
  readonly granted: ResolvedPermissions;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  /** Whether running the same task again on the same project gives the same result. */
  readonly idempotent: boolean;
}

/** A plugin as the host knows it. */
export interface PluginDescription {
  readonly name: string;
  /** Address of its module. */
  readonly url: string;
  /** Whether it brings middleware or services, which tasks of other plugins need too. */
  readonly isShared: boolean;
  /** Those that run its triggers included. */
  readonly handlers: readonly HandlerDescription[];
  readonly triggers: readonly TriggerDeclaration[];
  /** The sections of a project's configuration that it and the services of its handlers read. */
  readonly sections: readonly SectionDeclaration[];
  /** What it uses that a later version of PoppoBuilder will no longer support. */
  readonly deprecations: readonly Deprecation[];
}

/** Schemas and examples of a plugin, as the process that looks at it reports them. */
export interface PluginContents {
  readonly handlers: readonly HandlerContents[];
  /** JSON Schemas of its sections, by their names. */
  readonly sections: Readonly<Record<string, JsonSchema>>;
  /** JSON Schemas of what a project's configuration may say of its triggers, by their types. */
  readonly triggers: Readonly<Record<string, JsonSchema>>;
  /** Ids of the services that it defines. */
  readonly services: readonly string[];
  /** Whether it wraps the handlers of all tasks. */
  readonly hasMiddleware: boolean;
}

/** Schemas and examples of a handler. */
export interface HandlerContents {
  readonly type: string;
  /** JSON Schema of the type's own fields. */
  readonly input: JsonSchema;
  /** JSON Schema of the result without `success`. */
  readonly output: JsonSchema;
  /** Examples of the type's own fields. */
  readonly examples: readonly Readonly<Record<string, JsonValue>>[];
}

/** A message of a worker to its host: a name and its data. */
export type WorkerMessage =
  /** It begins to load a plugin, which is called so. */
  | readonly ['loading', plugin: string]
  | readonly ['ready']
  | readonly ['described', readonly PluginDescription[], files?: readonly string[]]
  /** What the task's result depends on goes with it when its handler lets results be cached. */
  | readonly ['checked', id: number, error: TaskErrorJson | null, cache?: CacheDeclaration]
  /** One for each plugin, in their order; the error when a schema or an example cannot be shown. */
  | readonly ['inspected', id: number, error: TaskErrorJson | null, contents?: readonly PluginContents[]]
  /** The mistakes in sections. */
  | readonly ['sections-checked', id: number, mistakes: readonly string[]]
  | readonly ['pong']
  | readonly ['flushed']
  /** Asks whether a task may start that could not start in time. */
  | readonly ['confirm-start', run: number]
  | readonly ['started', run: number]
  | readonly ['progress', stage: string, message: string, data?: Readonly<Record<string, unknown>>]
  | readonly ['log', level: LogLevel, message: string, stream?: 'stdout' | 'stderr']
  /** A line for the project's log file. */
  | readonly ['line', level: LogLevel, message: string, fields: LogFields]
  /** Asks whether a program exists on the host that is not seen in the sandbox. */
  | readonly ['locate', id: number, program: string]
  /** Asks for the state of the project. */
  | readonly ['state', id: number, StateRequest]
  /** A part of the blob that the `state` with this id will write, in base64. */
  | readonly ['state-part', id: number, string]
  /** A part of the work on the task, for its trace. */
  | readonly ['span', SpanRecord]
  /** The task was rejected before its start. */
  | readonly ['rejected', run: number, error: TaskErrorJson]
  /** The task has ended and all that it held is released. */
  | readonly ['completed', run: number, result: TaskResult]
  /** The same for one that failed; `abandoned` when its handler continues. */
  | readonly ['failed', run: number, error: TaskErrorJson, abandoned: boolean]
  /** The worker cannot continue, and exits. */
  | readonly ['broken', error: TaskErrorJson];

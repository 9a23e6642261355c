/** Standard input of a process that reads on. */
export interface ProcessInput {
  /** Writes text; it is lost when the process has ended or the input is closed. */
  write(text: string): void;
  end(): void;
}

/** How a process is started. */
export interface SpawnOptions {
  /** Absolute path of the folder it starts in. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Text or bytes for its standard input, which is then closed. @defaultValue no input */
  readonly input?: string | Uint8Array | undefined;
  /** Gets standard input once `input` is written, and has to end it. @defaultValue it is closed then */
  readonly onInput?: ((input: ProcessInput) => void) | undefined;
  /** Runs the command by a shell: the platform's own, or this one. @defaultValue false */
  readonly shell?: boolean | string | undefined;
  /**
   * Whether it is kept apart from the worker, as commands are. `false` is for a handler's own tool alone, which
   * sees what the handler sees: never for anything that a project's files can steer.
   *
   * @defaultValue true
   */
  readonly isolated?: boolean | undefined;
  /**
   * Whether its environment holds a secret of the handler. It is looked up, and looks up others, only in folders that no task
   * can write; in a worker it has a HOME of its own kind, too: commands without the secret can leave nothing there that it
   * would read or run.
   *
   * @defaultValue false
   */
  readonly hasSecrets?: boolean | undefined;
  /**
   * Absolute paths of files and folders that it cannot write. Holds only where `ProcessSupervisor.confines`.
   *
   * @defaultValue none
   */
  readonly readOnly?: readonly string[] | undefined;
  /** Gets standard output as it comes. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  /** Gets standard error as it comes. */
  readonly onStderr?: ((chunk: Buffer) => void) | undefined;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Absent when a signal ended it or it never started. */
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException | undefined;
  /** Milliseconds from the start until it ended. */
  readonly durationMs: number;
}

/** A process whose whole tree is looked after. */
export interface SupervisedProcess {
  readonly pid: number | undefined;
  /**
   * Resolves when the process has ended, its output is read, and nothing it started is left. Rejects, then too, only with
   * what `onStdout` or `onStderr` threw; the tree is stopped when they throw.
   */
  readonly ended: Promise<ProcessEnd>;
  /** Stops the whole tree: SIGTERM, the grace, SIGKILL. Resolves like {@link SupervisedProcess.ended}. */
  stop(): Promise<ProcessEnd>;
}

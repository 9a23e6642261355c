/** Options of `engine.importFrom()`. */
export interface ImportOptions {
  /** Stops it, unless all was read already, and destroys the stream. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `engine.exportTo()`. */
export interface ExportOptions {
  /** Stops it, and destroys the stream. @defaultValue never */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether tasks may run meanwhile. They are exported as they are now, and so run again after the import.
   *
   * @defaultValue false
   */
  readonly force?: boolean | undefined;
}

/** What an export or import moved. */
export interface TransferSummary {
  readonly tasks: number;
  /** Tasks that have not ended. */
  readonly openTasks: number;
  readonly events: number;
  readonly schedules: number;
}

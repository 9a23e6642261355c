/** Options of `engine.exportTo()`. */
export interface ExportOptions {
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

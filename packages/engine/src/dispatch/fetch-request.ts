/** Which tasks to fetch next. */
export interface FetchRequest {
  readonly queue: string;
  readonly batchSize: number;
  /** Projects whose tasks are not fetched. */
  readonly ignore: readonly string[];
  /** The only project whose tasks are fetched; undefined for any but the ignored ones. */
  readonly project?: string | undefined;
}

/** Placeholder until the real one is merged. */
export interface EmbeddedPostgres {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  readonly pid: number;
  ensureRunning(): Promise<void>;
  close(): Promise<void>;
}
export function openEmbeddedPostgres(_options: { readonly folder: string }): Promise<EmbeddedPostgres> {
  throw new Error('not there');
}

/** How to connect to a server: options of `pg`. */
export interface ServerConnection {
  /** The folder of its Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

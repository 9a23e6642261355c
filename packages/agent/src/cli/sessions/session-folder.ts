/** Where a command line keeps its sessions. */
export interface SessionFolder {
  readonly path: string;
  /** Resolves with the paths of the files of a session, relative to the folder. */
  filesOf(sessionId: string): Promise<readonly string[]>;
}

/** The user that the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** A user by name. */
export interface NamedUser extends ServerUser {
  readonly name: string;
}

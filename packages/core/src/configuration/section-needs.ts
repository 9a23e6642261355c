/** A secret of a package's services, and where it comes from. */
export interface SecretDeclaration {
  /** The name that handlers and services declare. */
  readonly name: string;
  /** What messages call it, such as `registry token`. @defaultValue 'secret "<name>"' */
  readonly title?: string | undefined;
  /** The first source that has a value wins. */
  readonly sources: readonly SecretSource[];
  /** Variables, beside those of the sources, that may not be handed to commands; `*` at the end stands for any rest. */
  readonly reserved?: readonly string[] | undefined;
  /** Keys of the section that only handlers with permission for the secret see. */
  readonly keys?: readonly string[] | undefined;
}

/** A place that a secret may come from. */
export type SecretSource =
  /** A text beside the sections of a task's `projectConfig`. */
  | { readonly from: 'task'; readonly field: string }
  /** A text in `.poppo/credentials.json`. */
  | { readonly from: 'credentials'; readonly key: string }
  /**
   * An object in the section that names a file of the operator: the secret is that object, its values as texts, with the
   * content of the file as the field `as` in place of its path.
   */
  | { readonly from: 'key-file'; readonly key: string; readonly path: string; readonly as: string }
  /** A variable of the host; `<ID>` stands for the id of the project, in capitals and `_`. */
  | { readonly from: 'variable'; readonly name: string }
  /** All variables of the host with these names, as an object; `*` at the end stands for any rest. */
  | { readonly from: 'variables'; readonly names: readonly string[] };

/** What an isolated worker is shown beside the project, for handlers of plugins that use the section. */
export interface SandboxDeclaration {
  readonly executables?: readonly SandboxExecutable[] | undefined;
  readonly folders?: readonly SandboxFolder[] | undefined;
  /** Files of the operator that its processes read. */
  readonly files?: readonly SandboxFile[] | undefined;
  /**
   * Keys of the section with the URL of a git repository. One that is a folder of this machine can be written by workers
   * that work in worktrees, and is hidden from their commands.
   */
  readonly repositories?: readonly string[] | undefined;
  /** Key of an object in the section whose values have the keys of executables, folders and files too, each for some of the tasks. */
  readonly variants?: string | undefined;
}

/** A program, found on the PATH of the project's processes. */
export interface SandboxExecutable {
  /** Its name on the PATH. */
  readonly name: string;
  /** Key of the section that names another program, or the absolute path of one. */
  readonly key?: string | undefined;
  /** Key of the section with variables whose `PATH` is searched in place of that of the project. */
  readonly environment?: string | undefined;
  /** Shown only to handlers with permission for this secret. */
  readonly secret?: string | undefined;
}

/** A file that the operator names. */
export interface SandboxFile {
  /** Key of the section with the absolute path. What is no text there names no file. */
  readonly key: string;
  /** Shown only to handlers with permission for this secret. */
  readonly secret?: string | undefined;
}

/** A folder below the project's own in `POPPOBUILDER_HOME`. */
export interface SandboxFolder {
  readonly name: string;
  /**
   * - `privilege`: a folder inside for each set of secrets and permissions; what one task leaves there is read by none that
   *   may do more.
   * - `worktrees`: one for all handlers that work in worktrees; their commands can only read it.
   */
  readonly sharedBy: 'privilege' | 'worktrees';
  /** Key of the section that names another folder; a relative path starts from the project's own. */
  readonly key?: string | undefined;
  /** Only for handlers with permission for this secret, and seen only by processes whose environment holds a secret. */
  readonly secret?: string | undefined;
}

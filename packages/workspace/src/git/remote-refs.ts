/** The refs of a remote. */
export interface RemoteRefs {
  /** Commits by full ref name. */
  readonly commits: ReadonlyMap<string, string>;
  /** The branch that `HEAD` names. */
  readonly defaultBranch: string | undefined;
}

/** Parses the output of `git ls-remote --symref`. */
export function parseRemoteRefs(text: string): RemoteRefs {
  const commits = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of text.split('\n')) {
    const [value = '', name] = line.split('\t');
    if (name === undefined) continue;
    const [, target] = /^ref: refs\/heads\/(.+)$/.exec(value) ?? [];
    if (target === undefined) {
      if (!value.startsWith('ref: ')) commits.set(name, value);
    } else if (name === 'HEAD') defaultBranch = target;
  }
  return { commits, defaultBranch };
}

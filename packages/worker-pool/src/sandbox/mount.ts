/** One mount of a namespace, as bubblewrap makes it. */
export interface Mount {
  /** `link` makes a symbolic link; `private` is a writable folder that stands for another one. */
  readonly kind: 'readable' | 'writable' | 'private' | 'link';
  /** Real path on the host. */
  readonly source: string;
  /** Where it is seen inside. */
  readonly target: string;
  /** What the link says, where it is not `source`. */
  readonly linkText?: string;
}

/** The arguments that make a mount. */
export function mountArguments({ kind, source, target, linkText }: Mount): string[] {
  switch (kind) {
    case 'readable':
      return ['--ro-bind', source, target];
    case 'writable':
    case 'private':
      return ['--bind', source, target];
    case 'link':
      return ['--symlink', linkText ?? source, target];
  }
}

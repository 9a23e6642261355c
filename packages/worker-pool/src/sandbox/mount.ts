/** One mount of a namespace, as bubblewrap makes it. */
export interface Mount {
  /**
   * `link` makes a symbolic link; `private` is a writable folder that stands for another one; `fixed` is a part of a writable
   * one that can be neither renamed nor removed, since it is a mount; `empty` is a folder in which nothing can be made.
   */
  readonly kind: 'readable' | 'writable' | 'private' | 'link' | 'fixed' | 'empty';
  /** Real path on the host. */
  readonly source: string;
  /** Where it is seen inside. */
  readonly target: string;
  /** What the link says, where it is not `source`. */
  readonly linkText?: string;
}

const OPTION: Readonly<Record<Exclude<Mount['kind'], 'empty'>, string>> = {
  readable: '--ro-bind',
  writable: '--bind',
  private: '--bind',
  fixed: '--bind',
  link: '--symlink',
};

/** The arguments that make a mount. */
export function mountArguments({ kind, source, target, linkText = source }: Mount): string[] {
  if (kind === 'empty') return ['--tmpfs', target, '--remount-ro', target];
  return [OPTION[kind], linkText, target];
}

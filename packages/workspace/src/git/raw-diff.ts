/** A file that differs between two trees. */
export interface RawChange {
  /** As `decodePath` reads it. */
  readonly path: string;
  /** `000000` when it is new. */
  readonly oldMode: string;
  readonly oldHash: string;
  /** `000000` when it is gone. */
  readonly newMode: string;
  readonly newHash: string;
}

/** The mode of a missing file. */
export const ABSENT = '000000';

/** Parses `git diff-tree --raw -z` and, for merges, `git log -c --raw -z`. Of several parents the first counts. */
export function parseRawDiff(fields: readonly string[]): RawChange[] {
  const changes: RawChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, colons = '', rest = ''] = /^\s*(:+)(.*)$/.exec(fields[index] ?? '') ?? [];
    const parents = colons.length;
    const words = rest.split(' ');
    changes.push({
      path: fields[index + 1] ?? '',
      oldMode: words[0] ?? ABSENT,
      newMode: words[parents] ?? ABSENT,
      oldHash: words[parents + 1] ?? '',
      newHash: words[parents * 2 + 1] ?? '',
    });
  }
  return changes;
}

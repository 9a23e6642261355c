/** Ranges of versions by the names of packages. */
export type Ranges = Readonly<Record<string, string>>;

const SCOPE = '@poppobuilder/';

/** Puts the ranges of a release in the place of `catalog:` and `workspace:`, which work in a workspace only. */
export function realRanges(dependencies: Ranges, released: Ranges): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => {
      const isOfWorkspace = /^(catalog|workspace):/.test(range);
      return [name, (isOfWorkspace ? released[name] : undefined) ?? range];
    }),
  );
}

/**
 * The same for peers. Those of ours accept all later versions up to the next major one: before 1.0, a caret excludes the
 * next minor version.
 */
export function realPeerRanges(dependencies: Ranges, released: Ranges): Record<string, string> {
  const ranges = realRanges(dependencies, released);
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [name, name.startsWith(SCOPE) ? widen(range) : range]),
  );
}

/** A prerelease is in no range but one that names it. */
function widen(range: string): string {
  const [, version = '', major, minor] = /^[~^]?((\d+)\.(\d+)\..*)$/.exec(range) ?? [];
  if (major === undefined) return range;
  return `>=${version.includes('-') ? version : `${major}.${minor}`} <${Number(major) + 1}`;
}

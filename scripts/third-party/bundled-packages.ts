import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace.ts';

/** A package that became part of one of ours, or is installed with it. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
}

const HEADING = /^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\S+) \((.+)\)$/;

/** The packages whose code is in `dist/`, as its notices list them. */
export function bundledPackages({ directory }: WorkspacePackage): ThirdParty[] {
  const headings = globSync('dist/**/NOTICES.txt', { cwd: directory }).flatMap((file) =>
    readFileSync(join(directory, file), 'utf8')
      .split('-'.repeat(80))
      .map((notice) => HEADING.exec(notice.trim().split('\n', 1)[0] ?? '')),
  );
  const found = headings.flatMap((heading) => {
    const [, name, version, license] = heading ?? [];
    return name && version && license ? [{ name, version, license }] : [];
  });
  return [...new Map(found.map((item) => [`${item.name}@${item.version}`, item])).values()];
}

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import type { Manifest } from './workspace.ts';

// Usage: node scripts/publish-canary.ts, in a checkout whose packages have the versions of a canary. A package that no changeset
// names keeps the version of a release, which npm need not have yet. Published here, it would be under the tag canary and never
// under latest: it is left to the release.
const canaries = globSync('{packages,plugins,apps}/*/package.json')
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Manifest)
  .filter(({ version, private: isPrivate }) => isPrivate !== true && version?.includes('-canary-') === true);
const filters = canaries.map(({ name }) => `--filter=${name}`);
const flags = ['--tag=canary', '--access=public', '--no-git-checks'];
if (filters.length > 0) execFileSync('pnpm', ['-r', ...filters, 'publish', ...flags], { stdio: 'inherit' });

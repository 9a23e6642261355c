import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vitepress';
import { generateApi } from './api/generate-api.ts';
import { checkContents } from './check/check-contents.ts';
import { checkLinks } from './check/check-links.ts';
import { BASE, output, repository, site, stage } from './folders.ts';
import { stagePages } from './pages/stage-pages.ts';

// Usage: node src/main.ts. Builds the site into dist/site, and fails when something in it leads nowhere.
await rm(stage, { recursive: true, force: true });
await stagePages(repository, stage);
await cp(join(site, 'pages'), stage, { recursive: true });
await generateApi(join(stage, 'api'));
await build(site);
const problems = [...checkLinks(output, BASE), ...checkContents(output)];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`The site is in ${output}.`);

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repository } from '../folders.ts';
import { choosePages } from '../sidebar/choose-pages.ts';
import { SECTIONS } from '../sidebar/sections.ts';

/** Returns a list of all guides by their titles, in the order of the sidebar. */
export function listGuides(): string {
  const pages = globSync('docs/guide/*.md', { cwd: repository }).map(
    (file) => `guide/${basename(file, '.md')}`,
  );
  const sections = SECTIONS.map(({ pages: named = [], ...section }) => ({
    ...section,
    pages: named.filter((page) => page.startsWith('guide/')),
  }));
  return choosePages(sections, pages)
    .flatMap(({ shown }) => shown)
    .map((page) => `- [${titleOf(page)}](${page}.md)`)
    .join('\n');
}

function titleOf(page: string): string {
  const [, title = page] =
    /^# (.+)$/m.exec(readFileSync(join(repository, 'docs', `${page}.md`), 'utf8')) ?? [];
  return title;
}

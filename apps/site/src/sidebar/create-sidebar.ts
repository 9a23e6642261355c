import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { choosePages } from './choose-pages.ts';
import { SECTIONS } from './sections.ts';

/** Returns the sidebar for the pages in a folder. */
export function createSidebar(stage: string): DefaultTheme.SidebarItem[] {
  const pages = globSync('**/*.md', { cwd: stage }).map((file) =>
    file.slice(0, -'.md'.length).split(sep).join('/'),
  );
  return choosePages(SECTIONS, pages).map(({ title, collapsed = false, shown }) => ({
    text: title,
    collapsed,
    items: shown.map((page) => ({
      text: titleOf(join(stage, `${page}.md`)),
      link: `/${page.replace(/(^|\/)index$/, '$1')}`,
    })),
  }));
}

/** The first heading of a page, as text. */
function titleOf(file: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${file} has no heading of the first level.`);
  return title.replaceAll('`', '').replaceAll('\\', '');
}

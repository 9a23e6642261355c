import { globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { Parser } from 'htmlparser2';

/** What a page offers to links, and where its own lead. */
interface Page {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

/**
 * Returns a sentence for each target that does not exist: a page, a file, or a heading of a page of a built site. `base` is
 * the path of the site on its server.
 */
export function checkLinks(output: string, base = '/'): string[] {
  const files = new Set(globSync('**/*.*', { cwd: output }).map((file) => `/${file.split(sep).join('/')}`));
  const pages = new Map<string, Page>();
  for (const file of files) {
    if (file.endsWith('.html')) pages.set(file, parsePage(readFileSync(join(output, file), 'utf8'), base));
  }
  const broken = [...pages].flatMap(([page, { links }]) =>
    links.filter((link) => !leadsSomewhere(link, page, files, pages)).map((link) => ({ page, link })),
  );
  return [...Map.groupBy(broken, ({ link }) => link)].map(([link, [first, ...others]]) => {
    const places = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${first?.page ?? ''}${places}: ${link} does not exist.`;
  });
}

function parsePage(html: string, base: string): Page {
  const ids = new Set<string>();
  const links: string[] = [];
  const parser = new Parser({
    onopentag: (_name, { id, href, src }) => {
      if (id !== undefined) ids.add(id);
      for (const link of [href, src]) {
        if (link !== undefined) links.push(link.startsWith(base) ? `/${link.slice(base.length)}` : link);
      }
    },
  });
  parser.end(html);
  return { ids, links };
}

function leadsSomewhere(
  link: string,
  page: string,
  files: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): boolean {
  if (/^([a-z]+:|\/\/)/i.test(link)) return true;
  const [path = '', anchor = ''] = link.split('#').map(decodeURIComponent);
  const target = path === '' ? page : posix.resolve(posix.dirname(page), path);
  const file = path.endsWith('/') ? posix.join(target, 'index.html') : target;
  if (!files.has(file)) return false;
  return anchor === '' || pages.get(file)?.ids.has(anchor) === true;
}

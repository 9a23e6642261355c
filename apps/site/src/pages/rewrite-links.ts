import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { visit } from 'unist-util-visit';
import { REPOSITORY_URL } from '../folders.ts';
import { type Document, pageOf } from './list-documents.ts';

/** The pictures that the site serves itself, below `/images`. */
export const IMAGES = 'docs/images';

/** Where the links of one document lead. */
export interface LinkPlace {
  readonly repository: string;
  readonly documents: readonly Document[];
  /** The document with the links, relative to the repository. */
  readonly file: string;
}

/**
 * Returns a document with its relative links changed: to pages and pictures of the site, or to the repository for other files.
 * Throws when a link names a file that does not exist.
 */
export function rewriteLinks(markdown: string, place: LinkPlace): string {
  const edits: { readonly start: number; readonly end: number; readonly url: string }[] = [];
  visit(fromMarkdown(markdown), (node) => {
    if (node.type !== 'link' && node.type !== 'definition' && node.type !== 'image') return;
    const url = targetOf(node.url, place);
    const from = node.position?.start.offset;
    const to = node.position?.end.offset;
    if (url === undefined || from === undefined || to === undefined) return;
    const start = markdown.lastIndexOf(node.url, to);
    if (start < from) throw new Error(`${place.file}: write the link ${node.url} as plain text.`);
    edits.push({ start, end: start + node.url.length, url });
  });
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, url }) => text.slice(0, start) + url + text.slice(end), markdown);
}

function targetOf(url: string, { repository, documents, file }: LinkPlace): string | undefined {
  if (/^([a-z]+:|#)/i.test(url)) return undefined;
  const [path = '', anchor] = url.split('#');
  const target = posix.join(posix.dirname(file), path).replace(/\/$/, '');
  const stats = statSync(join(repository, target), { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`${file} links to ${url}, which does not exist.`);
  if (target.startsWith(`${IMAGES}/`)) return target.slice('docs'.length);
  const page = pageOf(target, documents) ?? pageOf(`${target}/README.md`, documents);
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  if (page !== undefined) return `/${page.replace(/(^|\/)index$/, '$1')}${suffix}`;
  return `${REPOSITORY_URL}/${stats.isDirectory() ? 'tree' : 'blob'}/main/${target}${suffix}`;
}

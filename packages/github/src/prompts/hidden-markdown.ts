import type { Definition, Nodes, Table } from 'mdast';
import type { Edit } from '../markdown/edits.ts';
import { type MarkdownDocument, type Span, spanOf, visit } from '../markdown/read-markdown.ts';
import { IMAGE } from './hidden-html.ts';

/** Maximum length of a definition's label that is kept; a longer one could carry a message. In characters. */
const MAX_LABEL = 60;

/** The language of fenced code. */
const LANGUAGE = /^[\w.+#/-]{1,40}$/;

/**
 * Finds what Markdown hides: the texts of images, titles, definitions that no link uses, footnotes that nothing refers
 * to, and what follows the language of fenced code. The URL of a link stays where its reader finds it.
 */
export function hiddenMarkdown(document: MarkdownDocument): Edit[] {
  const { source, tree, titles, fences } = document;
  const links = new Set<string>();
  const footnotes = new Set<string>();
  visit(tree, {
    enter(node) {
      if (node.type === 'linkReference') links.add(node.identifier);
      if (node.type === 'footnoteReference') footnotes.add(node.identifier);
    },
  });
  const edits: Edit[] = [
    ...titles.map((title) => ({ ...withSpaceBefore(source, title), text: '' })),
    ...fences.flatMap((fence) => unreadInfo(source, fence)),
  ];
  visit(tree, {
    enter(node) {
      if (node.type === 'image' || node.type === 'imageReference') {
        edits.push({ ...spanOf(node), text: IMAGE });
      } else if (node.type === 'footnoteDefinition' && !footnotes.has(node.identifier)) {
        edits.push({ ...withLineEnd(source, spanOf(node)), text: '' });
      } else if (node.type === 'definition') {
        // Of definitions with the same label, the first counts.
        if (!links.delete(node.identifier) || !isShown(node)) {
          edits.push({ ...withLineEnd(source, spanOf(node)), text: '' });
        }
      } else if (node.type === 'table') {
        edits.push(...excessCells(node));
      } else if (isBlockOfText(node)) {
        edits.push(...oddComments(source, node));
      }
    },
  });
  return edits;
}

/** What stands behind the opening fence of code, apart from its language. */
function unreadInfo(source: string, { start, end }: Span): Edit[] {
  const text = source.slice(start, end);
  const [, marks = '', space = '', info = ''] = /^(`+|~+)([\t ]*)(\S*)/.exec(text) ?? [];
  const shown = LANGUAGE.test(info) ? marks.length + space.length + info.length : marks.length;
  return info === '' || shown === text.length ? [] : [{ start: start + shown, end, text: '' }];
}

/** GitHub shows no more cells of a row than its header has. */
function excessCells({ children: [header, ...rows] }: Table): Edit[] {
  const count = header?.children.length ?? 0;
  return rows.flatMap((row) => {
    const excess = row.children[count];
    return excess === undefined ? [] : [{ start: spanOf(excess).start, end: spanOf(row).end, text: '' }];
  });
}

const isShown = ({ label, url }: Definition): boolean => (label ?? '').length <= MAX_LABEL && !/\s/.test(url);

function withSpaceBefore(source: string, { start, end }: Span): Span {
  let from = start;
  while (/\s/.test(source[from - 1] ?? '')) from -= 1;
  return { start: from, end };
}

/** The line end goes with a block that has its lines for itself. */
function withLineEnd(source: string, { start, end }: Span): Span {
  const isWhole = (start === 0 || source[start - 1] === '\n') && source[end] === '\n';
  return { start, end: isWhole ? end + 1 : end };
}

const isBlockOfText = ({ type }: Nodes): boolean =>
  type === 'paragraph' || type === 'heading' || type === 'tableCell';

/** HTML ends comments at `--!>` too, and Markdown takes those for text. */
function oddComments(source: string, block: Nodes): Edit[] {
  const edits: Edit[] = [];
  let start: number | undefined;
  visit(block, {
    enter(node) {
      if (node.type !== 'text') return;
      const span = spanOf(node);
      for (let place = span.start; place < span.end;) {
        const next = source.indexOf(start === undefined ? '<!--' : '--!>', place);
        if (next === -1 || next >= span.end) return;
        place = next + 4;
        if (start === undefined) start = source[next - 1] === '\\' ? undefined : next;
        else {
          edits.push({ start, end: place, text: '' });
          start = undefined;
        }
      }
    },
  });
  return edits;
}

import type { Nodes } from 'mdast';
import type { Edit } from '../markdown/edits.ts';
import { type MarkdownDocument, spanOf, visit } from '../markdown/read-markdown.ts';

const NOTE = '[... a part with too much markup to read is left out ...]';

/** Returns the rest of each block whose markup was not parsed and could hide text. Code hides none. */
export function unreadParts({ tree, unread }: MarkdownDocument): Edit[] {
  if (unread.length === 0) return [];
  const edits: Edit[] = [];
  let index = 0;
  const skipTo = (place: number): void => {
    while ((unread[index] ?? Infinity) < place) index += 1;
  };
  visit(tree, {
    enter(node) {
      const { start, end } = spanOf(node);
      skipTo(start);
      if (isOpaque(node)) {
        skipTo(end);
        return false;
      }
      const place = unread[index] ?? Infinity;
      if (!HOLDS_TEXT.has(node.type)) return place < end;
      if (place >= end || isInCode(node, place)) return false;
      edits.push({ start: place, end, text: NOTE });
      skipTo(end);
      return false;
    },
  });
  return edits;
}

const HOLDS_TEXT: ReadonlySet<string> = new Set(['paragraph', 'heading', 'tableCell', 'definition']);

const isOpaque = ({ type }: Nodes): boolean => type === 'code' || type === 'html';

function isInCode(block: Nodes, place: number): boolean {
  let found = false;
  visit(block, {
    enter(node) {
      const { start, end } = spanOf(node);
      found ||= node.type === 'inlineCode' && start <= place && place < end;
    },
  });
  return found;
}

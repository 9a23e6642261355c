/** A piece of Markdown: text, or a fenced code block with its fences. */
export interface MarkdownPiece {
  readonly isCode: boolean;
  readonly text: string;
}

const FENCE = /^(`{3,}|~{3,})([^\n]*)$/;

/** A fence behind the mark of a list or a quote, or indented: where such a block ends depends on what is around it. */
const NESTED_FENCE = /^(?=[ \t>*+\-\d])[ \t>*+\-\d.)]{1,200}(?:`{3}|~{3})/m;

/** HTML in which a fence is no fence, over empty lines too. */
const RAW_HTML = /<(?:pre|script|style|textarea|\?|![a-z[])/i;

/**
 * Tells fenced code blocks from text. In doubt all is text: what GitHub shows as code but is taken for text here loses
 * its comments, while the other way round hidden text would pass.
 */
export function splitCodeBlocks(text: string): MarkdownPiece[] {
  if (NESTED_FENCE.test(text) || RAW_HTML.test(text)) return [{ isCode: false, text }];
  const pieces: MarkdownPiece[] = [];
  let lines: string[] = [];
  let mark: string | undefined;
  let isInHtml = false;
  let isInComment = false;
  const end = (isCode: boolean): void => {
    if (lines.length > 0) pieces.push({ isCode, text: lines.join('') });
    lines = [];
  };
  for (const line of text.split(/(?<=\n)/)) {
    const [, fence, info = ''] = FENCE.exec(line.trimEnd()) ?? [];
    if (mark !== undefined) {
      lines.push(line);
      if (fence?.startsWith(mark) === true && info.trim() === '') {
        end(true);
        mark = undefined;
      }
      continue;
    }
    if (line.trim() === '') isInHtml = false;
    else if (/^ {0,3}<[a-z/]/i.test(line)) isInHtml = true;
    const isFence = fence !== undefined && !(fence.startsWith('`') && info.includes('`'));
    if (isFence && !isInHtml && !isInComment) {
      end(false);
      mark = fence;
    } else {
      isInComment = leavesCommentOpen(line, isInComment);
    }
    lines.push(line);
  }
  end(mark !== undefined);
  return pieces;
}

function leavesCommentOpen(line: string, isOpen: boolean): boolean {
  const lastStart = line.lastIndexOf('<!--');
  const lastEnd = Math.max(line.lastIndexOf('-->'), line.lastIndexOf('--!>'));
  return lastStart > lastEnd || (isOpen && lastEnd === -1);
}

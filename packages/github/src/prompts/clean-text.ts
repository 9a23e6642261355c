import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { splitCodeBlocks } from './code-blocks.ts';
import { withoutHiddenHtml } from './hidden-html.ts';
import { withoutHiddenMarkdown } from './hidden-markdown.ts';
import { withoutInvisible } from './invisible-characters.ts';

/** Takes out of Markdown what its reader on GitHub does not see. Code blocks keep all that is visible in them. */
export function cleanText(text: string): string {
  parseArgument(anyText, text, { of: 'cleanText()', name: 'text' });
  return splitCodeBlocks(withoutInvisible(text))
    .map((piece) => (piece.isCode ? piece.text : withoutHiddenMarkdown(withoutHiddenHtml(piece.text))))
    .join('');
}

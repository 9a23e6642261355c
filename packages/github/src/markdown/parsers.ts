import { createRequire } from 'node:module';
import type { fromMarkdown } from 'mdast-util-from-markdown';
import type { gfmFromMarkdown } from 'mdast-util-gfm';
import type { gfm } from 'micromark-extension-gfm';
import type * as parse5 from 'parse5';

const require = createRequire(import.meta.url);

interface Parsers {
  readonly fromMarkdown: typeof fromMarkdown;
  readonly gfm: typeof gfm;
  readonly gfmFromMarkdown: typeof gfmFromMarkdown;
}

let markdown: Parsers | undefined;
let html: typeof parse5 | undefined;

/** Returns the Markdown parsers. They load on first use, so that importing this package stays cheap. */
export function markdownParsers(): Parsers {
  markdown ??= {
    ...(require('mdast-util-from-markdown') as Pick<Parsers, 'fromMarkdown'>),
    ...(require('micromark-extension-gfm') as Pick<Parsers, 'gfm'>),
    ...(require('mdast-util-gfm') as Pick<Parsers, 'gfmFromMarkdown'>),
  };
  return markdown;
}

/** Returns the HTML parser, which loads on first use. */
export function htmlParser(): typeof parse5 {
  html ??= require('parse5') as typeof parse5;
  return html;
}

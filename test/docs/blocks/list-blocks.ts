import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { visit } from 'unist-util-visit';
import { root } from '../../../scripts/workspace.ts';

/** A block of code in a document. */
export interface Block {
  /** Relative to the repository. */
  readonly document: string;
  /** Where it begins, for messages: `docs/guide/caching.md:17`. */
  readonly place: string;
  /** `sh` for indented blocks, which only hold commands here. */
  readonly language: string;
  readonly text: string;
  /** Name of the mark before it, `<!-- example: NAME -->`. */
  readonly example?: string | undefined;
}

/** All documents that users and contributors read. */
export const DOCUMENTS: readonly string[] = [
  'docs/**/*.md',
  '*.md',
  'examples/README.md',
  '{packages,plugins,apps}/*/README.md',
]
  .flatMap((glob) => globSync(glob, { cwd: root, exclude: ['docs/decisions/**'] }))
  .map((file) => file.split(sep).join('/'))
  .toSorted();

/** Returns the blocks of code of a document, and of lists in it. */
export function listBlocks(document: string): Block[] {
  const text = readFileSync(join(root, document), 'utf8');
  const blocks: Block[] = [];
  visit(fromMarkdown(text), 'code', (node, index, parent) => {
    const before = index === undefined ? undefined : parent?.children[index - 1];
    const comment = before?.type === 'html' ? before.value : '';
    const [, example] = /^<!-- example: (.+) -->$/.exec(comment) ?? [];
    blocks.push({
      document,
      place: `${document}:${node.position?.start.line}`,
      language: node.lang ?? 'sh',
      text: node.value,
      example,
    });
  });
  return blocks;
}

/** All blocks of code of all documents. */
export const ALL_BLOCKS: readonly Block[] = DOCUMENTS.flatMap(listBlocks);

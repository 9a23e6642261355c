import type { Nodes } from 'mdast';
import { type MarkdownDocument, spanOf, visit } from '../markdown/read-markdown.ts';

/** A block of several lines between two delimiters, such as fenced code. */
export interface FramedBlock {
  readonly start: number;
  readonly end: number;
  /** What reopens it in another text, without the line break. */
  readonly open: string;
  /** What closes it there, and what closes it in place; empty where nothing is needed. */
  readonly close: string;
  readonly closeInPlace: string;
  /** Offsets of the lines that belong to its opening or its end, before which it cannot be cut. */
  readonly unbreakable: ReadonlySet<number>;
  readonly isClosed: boolean;
}

/** Finds fenced code, tables, HTML comments and `<pre>`, also in quotes and lists, in the order of the text. */
export function framedBlocks(document: MarkdownDocument): FramedBlock[] {
  const blocks: FramedBlock[] = [];
  visit(document.tree, {
    enter(node) {
      const block = framed(document, node);
      if (block !== undefined) blocks.push(block);
    },
  });
  return blocks;
}

function framed(document: MarkdownDocument, node: Nodes): FramedBlock | undefined {
  if (node.type === 'code') return fencedCode(document, node);
  if (node.type === 'table') return table(document.source, node);
  if (node.type !== 'html') return undefined;
  const [, kind = ''] = /^<(!--|pre(?=[\s>]))/i.exec(node.value) ?? [];
  if (kind === '') return undefined;
  const close = kind === '!--' ? '-->' : '</pre>';
  const isClosed = node.value.toLowerCase().includes(close);
  const frame = { open: kind === '!--' ? '<!--' : '<pre>', close, closeInPlace: close };
  return { ...spanOf(node), ...frame, unbreakable: new Set(), isClosed };
}

function fencedCode({ source, fences }: MarkdownDocument, node: Nodes): FramedBlock | undefined {
  const { start, end } = spanOf(node);
  const own = fences.filter((fence) => fence.start >= start && fence.end <= end);
  const [opening, closing] = own;
  if (opening === undefined) return undefined;
  const mark = /^(?:`+|~+)/.exec(source.slice(start))?.[0] ?? '';
  const place = linePrefix(source, start);
  // Four spaces would make it code by indentation.
  const prefix = place.replace(/[ \t]{4,}$/, '   ');
  return {
    start,
    end,
    open: prefix + source.slice(opening.start, opening.end).trimEnd(),
    close: prefix + mark,
    closeInPlace: place + mark,
    unbreakable: new Set(closing === undefined ? [] : [lineStart(source, closing.start)]),
    isClosed: closing !== undefined,
  };
}

function table(source: string, node: Nodes): FramedBlock {
  const { start, end } = spanOf(node);
  const first = lineEnd(source, start);
  const delimiters = lineEnd(source, first + 1);
  const open = source.slice(lineStart(source, start), delimiters);
  return {
    start,
    end,
    open,
    close: '',
    closeInPlace: '',
    unbreakable: new Set([first + 1]),
    isClosed: true,
  };
}

const lineStart = (source: string, place: number): number => source.lastIndexOf('\n', place - 1) + 1;

function lineEnd(source: string, place: number): number {
  const end = source.indexOf('\n', place);
  return end === -1 ? source.length : end;
}

/** Returns the prefix of a block's lines: quote markers stay, and list markers become spaces. */
const linePrefix = (source: string, place: number): string =>
  source.slice(lineStart(source, place), place).replaceAll(/[^>\s]/g, ' ');

import { parseArgument, text as anyText, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { RootContent } from 'mdast';
import { readMarkdown, spanOf } from '../markdown/read-markdown.ts';
import { closeMarkdown } from './close-markdown.ts';
import { characterStart } from './cut-text.ts';
import { type FramedBlock, framedBlocks } from './framed-blocks.ts';

/** Maximum length of one comment with its markers; GitHub rejects more than 65,536. In characters. */
const MAX_LENGTH = 60_000;

/** Maximum number of comments of one reply. */
const MAX_PARTS = 10;

const CUT_NOTE = '\n\n*The rest was omitted because it is too long for comments.*';

/** Options of {@link splitMarkdown}. */
export interface SplitOptions {
  /** Maximum length of a part. In characters. @defaultValue 60000 */
  readonly maxLength?: number;
  /** Maximum number of parts. @defaultValue 10 */
  readonly maxParts?: number;
}

const length = z.int().min(1);
const optionsSchema = z.strictObject({
  maxLength: length.optional(),
  maxParts: length.optional(),
} satisfies ShapeOf<SplitOptions>);

/**
 * Returns Markdown in parts that each fit into one comment, split between blocks. A code block, table or HTML comment
 * that is too long for one part is closed there and reopened in the next. A text that exceeds the maximum number of
 * parts is cut, and a note says so.
 */
export function splitMarkdown(text: string, options: SplitOptions = {}): string[] {
  const of = 'splitMarkdown()';
  parseArgument(anyText, text, { of, name: 'text' });
  const { maxLength = MAX_LENGTH, maxParts = MAX_PARTS } = parseArgument(optionsSchema, options, { of });
  if (text.length <= maxLength) return [text];
  const room = maxLength - CUT_NOTE.length;
  // The rest would not be shown, so it is not parsed either.
  const parts = pack(text.slice(0, characterStart(text, maxLength * (maxParts + 1))), room)
    .slice(0, maxParts + 1)
    .map((part) => closed(part.trimEnd(), room));
  if (parts.length <= maxParts) return parts;
  return parts.slice(0, maxParts).map((kept, index) => (index === maxParts - 1 ? kept + CUT_NOTE : kept));
}

/** The part of Markdown that fits, and where it ends in the source. */
export interface CutMarkdown {
  readonly text: string;
  readonly end: number;
}

/** How far a cut may move back to the end of a line. In characters. */
const LINE_LENGTH = 500;

/** Returns Markdown cut to a maximum length, after a line if possible, with all open blocks closed. */
export function cutMarkdown(text: string, maxLength: number): CutMarkdown {
  parseArgument(anyText, text, { of: 'cutMarkdown()', name: 'text' });
  parseArgument(length, maxLength, { of: 'cutMarkdown()', name: 'maxLength' });
  if (text.length <= maxLength) return { text, end: text.length };
  const lineEnd = text.lastIndexOf('\n', maxLength);
  const end = lineEnd > Math.max(0, maxLength - LINE_LENGTH) ? lineEnd : characterStart(text, maxLength);
  return { text: closeMarkdown(text.slice(0, end)), end };
}

function closed(part: string, room: number): string {
  const whole = closeMarkdown(part);
  return whole.length <= room ? whole : part;
}

function pack(text: string, room: number): string[] {
  const document = readMarkdown(text);
  const frames = framedBlocks(document).filter(({ open }) => open.length <= room / 4);
  const parts: string[] = [];
  let part = '';
  for (const [start, end] of blockRanges(text, document.tree.children, room)) {
    for (const piece of end - start <= room
      ? [text.slice(start, end)]
      : packLines(text, start, end, frames, room)) {
      if (part !== '' && part.length + piece.length > room) {
        parts.push(part);
        part = '';
      }
      part += piece;
    }
  }
  if (part.trim() !== '') parts.push(part);
  return parts.filter((kept) => kept.trim() !== '');
}

/** Returns the ranges of blocks with the empty lines after them; of a list that is too long, its items. */
function blockRanges(text: string, blocks: readonly RootContent[], room: number): [number, number][] {
  const nodes = blocks.flatMap((block) => {
    const { start, end } = spanOf(block);
    return block.type === 'list' && end - start > room ? block.children : [block];
  });
  const starts = nodes.slice(1).map((node) => text.lastIndexOf('\n', spanOf(node).start - 1) + 1);
  const bounds = [0, ...starts, text.length];
  return bounds.slice(1).map((end, index) => [bounds[index] ?? 0, end]);
}

/** Packs whole lines. Only a line that is too long on its own is cut, between two graphemes. */
function packLines(
  text: string,
  start: number,
  end: number,
  frames: readonly FramedBlock[],
  room: number,
): string[] {
  const own = frames.filter((frame) => frame.start < end && frame.end > start);
  const parts: string[] = [];
  let part = '';
  let reopened: FramedBlock | undefined;
  let next = 0;
  let place = start;
  const frameAt = (at: number): FramedBlock | undefined => {
    while ((own[next]?.end ?? Infinity) <= at) next += 1;
    const frame = own[next];
    return frame !== undefined && frame.start < at ? frame : undefined;
  };
  const closing = (frame: FramedBlock): string => (frame === reopened ? frame.close : frame.closeInPlace);
  for (const line of text.slice(start, end).split(/(?<=\n)/)) {
    const frame = frameAt(place);
    const extra = frame === undefined ? 0 : frame.open.length + closing(frame).length + 3;
    const isUnbreakable = frame?.unbreakable.has(place) === true;
    for (const piece of cutLine(line, Math.max(room - extra, 1))) {
      if (part !== '' && !isUnbreakable && part.length + piece.length + extra > room) {
        parts.push(frame === undefined ? part : withLine(part, closing(frame)));
        part = frame === undefined ? '' : `${frame.open}\n`;
        reopened = frame;
      }
      part += piece;
    }
    place += line.length;
  }
  if (part !== '') parts.push(part);
  return parts;
}

const withLine = (text: string, line: string): string =>
  line === '' ? text : `${text}${text.endsWith('\n') ? '' : '\n'}${line}\n`;

function cutLine(line: string, room: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > room) {
    const space = line.lastIndexOf(' ', start + room);
    const found = space > start + room / 2 ? space + 1 : characterStart(line, start + room);
    const end = found > start ? found : start + room;
    pieces.push(line.slice(start, end));
    start = end;
  }
  return [...pieces, line.slice(start)];
}

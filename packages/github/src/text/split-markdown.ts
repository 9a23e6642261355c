import { parseArgument, text as anyText, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { RootContent } from 'mdast';
import { readMarkdown, spanOf } from '../markdown/read-markdown.ts';
import { closeMarkdown } from './close-markdown.ts';
import { characterStart } from './cut-text.ts';
import { type FramedBlock, framedBlocks } from './framed-blocks.ts';

/** Most characters of one comment, markers included; GitHub refuses more than 65,536. */
const MAX_LENGTH = 60_000;

/** Most comments of one reply. */
const MAX_PARTS = 10;

const CUT_NOTE = '\n\n*The rest is left out: it is too long for comments.*';

/** How a text is split. */
export interface SplitOptions {
  /** Most characters of a part. @defaultValue 60000 */
  readonly maxLength?: number;
  /** @defaultValue 10 */
  readonly maxParts?: number;
}

const length = z.int().min(1);
const optionsSchema = z.strictObject({
  maxLength: length.optional(),
  maxParts: length.optional(),
} satisfies ShapeOf<SplitOptions>);

/**
 * Splits Markdown into parts that fit into a comment each, between blocks. A code block, table or comment that is too long
 * for one part is closed there and opened again in the next. What is more than the most parts is left out, and a note
 * says so.
 */
export function splitMarkdown(text: string, options: SplitOptions = {}): string[] {
  const of = 'splitMarkdown()';
  parseArgument(anyText, text, { of, name: 'text' });
  const { maxLength = MAX_LENGTH, maxParts = MAX_PARTS } = parseArgument(optionsSchema, options, { of });
  if (text.length <= maxLength) return [text];
  const room = maxLength - CUT_NOTE.length;
  // The rest would not be shown, so it is not read either.
  const parts = pack(text.slice(0, characterStart(text, maxLength * (maxParts + 1))), room)
    .slice(0, maxParts + 1)
    .map((part) => closed(part.trimEnd(), room));
  if (parts.length <= maxParts) return parts;
  return parts.slice(0, maxParts).map((kept, index) => (index === maxParts - 1 ? kept + CUT_NOTE : kept));
}

/** The part of Markdown that fits, and where it ends in the whole. */
export interface CutMarkdown {
  readonly text: string;
  readonly end: number;
}

/** Characters before a cut within which it is moved to the end of a line. */
const LINE_LENGTH = 500;

/** Cuts Markdown, where it is too long, behind a line or else between two characters, and closes what that leaves open. */
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

/** Blocks with the empty lines after them; of a list that is too long, its items. */
function blockRanges(text: string, blocks: readonly RootContent[], room: number): [number, number][] {
  const nodes = blocks.flatMap((block) => {
    const { start, end } = spanOf(block);
    return block.type === 'list' && end - start > room ? block.children : [block];
  });
  const starts = nodes.slice(1).map((node) => text.lastIndexOf('\n', spanOf(node).start - 1) + 1);
  const bounds = [0, ...starts, text.length];
  return bounds.slice(1).map((end, index) => [bounds[index] ?? 0, end]);
}

/** Packs whole lines; only a line that is too long by itself is cut, between two characters. */
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

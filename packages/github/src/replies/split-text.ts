import { parseArgument, text as anyText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
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

const optionsSchema: z.ZodType<SplitOptions> = z.strictObject({
  maxLength: z.int().min(1).optional(),
  maxParts: z.int().min(1).optional(),
}) as z.ZodType<SplitOptions>;

/**
 * Splits Markdown into parts that fit into a comment each, between blocks. A code block that is too long for one part is
 * closed there and opened again in the next. What is more than the most parts is left out, and a note says so.
 */
export function splitText(text: string, options: SplitOptions = {}): string[] {
  parseArgument(anyText, text, { of: 'splitText()', name: 'text' });
  const { maxLength = MAX_LENGTH, maxParts = MAX_PARTS } = parseArgument(optionsSchema, options, {
    of: 'splitText()',
  });
  if (text.length <= maxLength) return [text];
  const room = maxLength - CUT_NOTE.length;
  const parts: string[] = [];
  let part = '';
  for (const piece of readBlocks(text).flatMap((block) => splitBlock(block, room))) {
    if (part !== '' && part.length + piece.length > room) {
      parts.push(part.trimEnd());
      part = '';
    }
    part += piece;
  }
  if (part.trim() !== '') parts.push(part.trimEnd());
  if (parts.length <= maxParts) return parts;
  return parts.slice(0, maxParts).map((kept, index) => (index === maxParts - 1 ? kept + CUT_NOTE : kept));
}

/** A block with the line breaks after it; `fence` is the line that opens it when it is code. */
interface Block {
  readonly text: string;
  readonly fence?: string;
}

const FENCE = /^[ \t>]*(`{3,}|~{3,})([^\n]*)$/;

function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: { readonly line: string; readonly mark: string } | undefined;
  const end = (): void => {
    if (lines.length > 0) {
      blocks.push({ text: lines.join(''), ...(fence === undefined ? {} : { fence: fence.line }) });
    }
    lines = [];
    fence = undefined;
  };
  for (const line of text.split(/(?<=\n)/)) {
    const [, mark, info = ''] = FENCE.exec(line.trimEnd()) ?? [];
    if (fence !== undefined) {
      lines.push(line);
      if (mark?.startsWith(fence.mark) === true && info.trim() === '') end();
    } else if (mark !== undefined && !(mark.startsWith('`') && info.includes('`'))) {
      end();
      lines.push(line);
      fence = { line: line.trimEnd(), mark };
    } else {
      lines.push(line);
      if (line.trim() === '') end();
    }
  }
  end();
  return blocks;
}

function splitBlock({ text, fence }: Block, room: number): string[] {
  if (text.length <= room) return [text];
  if (fence === undefined || fence.length > room / 4) return packLines(text, room);
  const [, mark = ''] = FENCE.exec(fence) ?? [];
  const prefix = fence.slice(0, fence.indexOf(mark));
  const lines = text.split(/(?<=\n)/).slice(1);
  const isClosed = lines.length > 0 && (lines.at(-1) ?? '').trim() === (prefix + mark).trim();
  const code = (isClosed ? lines.slice(0, -1) : lines).join('');
  const frame = fence.length + prefix.length + mark.length + 3;
  return packLines(code, room - frame).map(
    (chunk) => `${fence}\n${chunk.endsWith('\n') ? chunk : `${chunk}\n`}${prefix}${mark}\n`,
  );
}

/** Packs whole lines; only a line that is too long by itself is cut, never through a character. */
function packLines(text: string, room: number): string[] {
  const packed: string[] = [];
  let chunk = '';
  for (const line of text.split(/(?<=\n)/).flatMap((whole) => cutLine(whole, room))) {
    if (chunk !== '' && chunk.length + line.length > room) {
      packed.push(chunk);
      chunk = '';
    }
    chunk += line;
  }
  if (chunk !== '') packed.push(chunk);
  return packed;
}

function cutLine(line: string, room: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > room) {
    const space = line.lastIndexOf(' ', start + room);
    const end = space > start + room / 2 ? space + 1 : beforeCharacter(line, start + room);
    pieces.push(line.slice(start, end));
    start = end;
  }
  return [...pieces, line.slice(start)];
}

/** The place, or the one before it when a surrogate pair would be cut. */
export function beforeCharacter(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc_00 && code <= 0xdf_ff ? place - 1 : place;
}

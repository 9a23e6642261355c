import { parseArgument, text as anyText, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Edit } from '../markdown/edits.ts';
import { applyEdits } from '../markdown/edits.ts';
import { htmlTokens } from '../markdown/html-tokens.ts';
import { type MarkdownDocument, readMarkdown, type Span } from '../markdown/read-markdown.ts';
import { renderHtml } from '../markdown/rendered-html.ts';
import { withoutMarkers } from '../replies/markers.ts';
import { closedIssues, NOT_CLOSED } from './closing-words.ts';
import { type MarkdownProse, type Prose, readProse } from './prose.ts';

/** Options of {@link neutralizeMentions}. */
export interface NeutralizeOptions {
  /**
   * Whether code is never changed, as in review comments. In a description, closing keywords in code are changed too,
   * because a squash merge copies the description into a commit. @defaultValue false
   */
  readonly keepsCode?: boolean;
}

const optionsSchema = z.strictObject({
  keepsCode: z.boolean().optional(),
} satisfies ShapeOf<NeutralizeOptions>);

/** What may trigger an action on GitHub or of another program. */
const MARKUP = /[@#/&]|GH-|poppobuilder/i;

/**
 * Returns Markdown without side effects: it mentions nobody, closes no issue, commands no other program, and contains
 * none of our markers. Only what GitHub would act on is changed; code is kept.
 */
export function neutralizeMentions(markdown: string, options: NeutralizeOptions = {}): string {
  const of = 'neutralizeMentions()';
  parseArgument(anyText, markdown, { of, name: 'markdown' });
  const { keepsCode = false } = parseArgument(optionsSchema, options, { of });
  if (!MARKUP.test(markdown)) return markdown;
  const source = withoutMarkers(markdown);
  const document = readMarkdown(source);
  const prose = readProse(document);
  const isInComment = within(comments(document));
  const named = mentions(prose, isInComment);
  const edits = [
    ...named,
    ...(named.length > 0 ? openings(document, prose) : []),
    ...hiddenMentions(document, prose),
    ...closings(document, prose, keepsCode),
    ...commands(document, prose),
  ];
  const places = new Map(edits.map((edit) => [`${edit.start}:${edit.text}`, edit]));
  return applyEdits(source, [...places.values()]);
}

/** A mention, unless it is part of a word such as an e-mail address. */
const MENTION = /(?<![a-z0-9])@(?=[a-z0-9])/gi;

/**
 * GitHub ignores mentions in a URL that it links. Where a comment goes on in the next blocks, another comment would end it,
 * and show what follows.
 */
function mentions({ pieces }: MarkdownProse, isInComment: (place: number) => boolean): Edit[] {
  return pieces
    .filter(({ isUrl }) => !isUrl)
    .flatMap(({ text, places, ends }) =>
      Array.from(text.matchAll(MENTION), ({ index }) => {
        const [start, end] = [places[index] ?? 0, ends[index] ?? 0];
        return isInComment(start) ? { start, end, text: '(at)' } : insertion(end, '<!-- -->');
      }),
    );
}

/** Comments and declarations as a browser sees them: one that is not closed in its block goes on in the next ones. */
function comments(document: MarkdownDocument): Span[] {
  if (!/<[!?/]/.test(document.source)) return [];
  const { html, isRaw, sourceOf } = renderHtml(document);
  return htmlTokens(html)
    .filter(({ kind, start }) => kind === 'hidden' && isRaw(start))
    .map(({ start, end }) => ({
      start: sourceOf(start),
      end: end === html.length ? Infinity : sourceOf(end),
    }));
}

/** Text that starts like a comment or declaration would end with the comment after a mention. */
function openings({ source }: MarkdownDocument, { pieces }: MarkdownProse): Edit[] {
  return pieces.flatMap(({ text, places }) =>
    Array.from(text.matchAll(/<!(?=--|[a-z])/gi), ({ index }) => places[index] ?? 0)
      .filter((place) => source[place] === '<')
      .map((place) => insertion(place, '\\')),
  );
}

/** Mentions in attributes, titles and similar places count once the text becomes a commit message. */
function hiddenMentions({ source }: MarkdownDocument, { pieces, code }: MarkdownProse): Edit[] {
  const shown = new Set(pieces.flatMap(({ ends }) => ends.map((end) => end - 1)));
  const isCode = within(code);
  return Array.from(source.matchAll(/(?<![a-z0-9/])@(?=[a-z0-9])/gi), ({ index }) => index)
    .filter((place) => !shown.has(place) && !isCode(place))
    .map((place) => ({ start: place, end: place + 1, text: '&#64;' }));
}

function closings(
  { source, escapes }: MarkdownDocument,
  { pieces, code }: MarkdownProse,
  keepsCode: boolean,
): Edit[] {
  const isCode = within(code);
  const rendered = join(pieces);
  const shown = closedIssues(rendered.text).map((index) => rendered.places[index] ?? 0);
  const written = closedIssues(source, { hasMarks: true }).filter(
    (place) => !isCode(place) && !(escapes.has(place - 1) && shown.includes(place - 1)),
  );
  const inCode = keepsCode ? [] : closedIssues(source).filter(isCode);
  return [...new Set([...shown, ...written, ...inCode])].map((place) =>
    insertion(urlStart(source, place), NOT_CLOSED),
  );
}

/** A URL in `<` and `>` stays an autolink. */
const urlStart = (source: string, place: number): number => (source[place - 1] === '<' ? place - 1 : place);

/** What other programs read as a command: a word after a slash at the start of a line. */
const COMMAND = /^[ \t>]*\/(?=[a-z])/gim;

function commands({ source }: MarkdownDocument, { code, html }: MarkdownProse): Edit[] {
  const isCode = within(code);
  const isHtml = within(html);
  return Array.from(source.matchAll(COMMAND), ({ index, 0: match }) => index + match.length - 1)
    .filter((place) => !isCode(place))
    .map((place) => ({ start: place, end: place + 1, text: isHtml(place) ? '&#47;' : String.raw`\/` }));
}

const insertion = (place: number, text: string): Edit => ({ start: place, end: place, text });

function join(pieces: readonly Prose[]): Pick<Prose, 'text' | 'places'> {
  return { text: pieces.map(({ text }) => text).join(''), places: pieces.flatMap(({ places }) => places) };
}

/** Returns a function that tells whether an offset is in one of the spans, which must be in order. */
function within(spans: readonly Span[]): (place: number) => boolean {
  return (place) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((spans[middle]?.start ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    const span = spans[low - 1];
    return span !== undefined && place < span.end;
  };
}

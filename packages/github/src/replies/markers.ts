/** What a comment of ours says about itself, hidden at its beginning. */
export interface CommentMarkers {
  /** Whose reply it is, and which part of a long one. */
  readonly reply?: { readonly taskId: string; readonly part: number };
  readonly claim?: ClaimMarker;
  readonly done?: DoneMarker;
  /** The text without the markers. */
  readonly text: string;
}

/** Who works on an issue or pull request, and until when that counts. */
export interface ClaimMarker {
  /** Id of the worker. */
  readonly owner: string;
  readonly taskId: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What a task that is done says of itself, by name, in the marker of its reply; `work` is a key of what it did. */
export type DoneMarker = Readonly<Record<string, string>>;

const MARKER = /^\s*<!-- poppobuilder:(reply|claim)((?: [a-z]+=[^\s>]*)*) -->/;

/** Reads the markers at the beginning of a comment; what stands further down is text. */
export function readMarkers(body: string): CommentMarkers {
  let text = body;
  const found: { reply?: CommentMarkers['reply']; claim?: ClaimMarker; done?: DoneMarker } = {};
  for (let match = MARKER.exec(text); match !== null; match = MARKER.exec(text)) {
    const [whole, kind, attributes = ''] = match;
    const values = readAttributes(attributes);
    if (kind === 'reply' && found.reply === undefined) {
      found.reply = asReply(values);
      const { task: _task, part: _part, ...done } = values;
      if ('work' in done) found.done = done;
    } else if (kind === 'claim' && found.claim === undefined) found.claim = asClaim(values);
    else break;
    text = text.slice(whole.length);
  }
  const { reply, claim, done } = found;
  return {
    ...(reply === undefined ? {} : { reply }),
    ...(claim === undefined ? {} : { claim }),
    ...(done === undefined ? {} : { done }),
    text: text.replace(/^\r?\n/, ''),
  };
}

/** Puts markers before a text; what looks like a marker in the text is no longer one. */
export function writeMarkers({ reply, claim, done, text }: CommentMarkers): string {
  const lines = [
    reply &&
      `<!-- poppobuilder:reply task=${encode(reply.taskId)}${reply.part > 1 ? ` part=${reply.part}` : ''}${attributesOf(done)} -->`,
    claim &&
      `<!-- poppobuilder:claim owner=${encode(claim.owner)} task=${encode(claim.taskId)} until=${new Date(claim.until).toISOString()} -->`,
  ];
  return [...lines.filter((line) => line !== undefined), withoutMarkers(text)].join('\n');
}

/** Takes from text what would make it a marker. */
export function withoutMarkers(text: string): string {
  return text.replaceAll(/(<!--\s*poppobuilder):/gi, '$1 ');
}

/** Nothing that ends a comment or another value is left: `-` and `>` are encoded too. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(/[-!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });

const attributesOf = (values: DoneMarker = {}): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}=${encode(value)}`)
    .join('');

function readAttributes(attributes: string): Readonly<Record<string, string>> {
  const pairs = attributes
    .trim()
    .split(' ')
    .map((pair) => pair.split('=', 2));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const asReply = ({ task = '', part = '1' }: Readonly<Record<string, string>>): CommentMarkers['reply'] => ({
  taskId: task,
  part: Number(part) || 1,
});

/** One whose end cannot be read has ended. */
const asClaim = ({ owner = '', task = '', until = '' }: Readonly<Record<string, string>>): ClaimMarker => ({
  owner,
  taskId: task,
  until: Date.parse(until) || 0,
});

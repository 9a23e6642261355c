/** The hidden metadata at the start of one of our comments. */
export interface CommentMarkers {
  /** The task whose reply it is, and the number of its part. */
  readonly reply?: ReplyMarker;
  readonly claim?: ClaimMarker;
  readonly done?: DoneMarker;
  /** The text without the markers. */
  readonly text: string;
}

/** Marks a comment as part of a task's reply, or of a plan of the task. */
interface ReplyMarker {
  readonly taskId: string;
  readonly part: number;
  /** Number of the plan; absent for the task's reply. */
  readonly plan?: number;
}

/** The task that works on an issue or pull request, and until when its claim is valid. */
export interface ClaimMarker {
  /** Id of the worker. */
  readonly owner: string;
  readonly taskId: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What a completed task records in the marker of its reply, by name; `work` is the key of its work. */
export type DoneMarker = Readonly<Record<string, string>>;

const MARKER = /^\s*<!-- poppobuilder:(reply|claim)((?: [a-z]+=[^\s>]*)*) -->/;

/** Reads the markers at the start of a comment. Markers further down are text. */
export function readMarkers(body: string): CommentMarkers {
  let text = body;
  const found: { reply?: CommentMarkers['reply']; claim?: ClaimMarker; done?: DoneMarker } = {};
  for (let match = MARKER.exec(text); match !== null; match = MARKER.exec(text)) {
    const [whole, kind, attributes = ''] = match;
    const values = readAttributes(attributes);
    if (kind === 'reply' && found.reply === undefined) {
      found.reply = asReply(values);
      const { task: _task, part: _part, plan: _plan, ...done } = values;
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

/** Returns a text with markers before it. Anything in the text that looks like a marker is defused. */
export function writeMarkers({ reply, claim, done, text }: CommentMarkers): string {
  const lines = [
    reply &&
      `<!-- poppobuilder:reply task=${encode(reply.taskId)}${reply.part > 1 ? ` part=${reply.part}` : ''}${reply.plan === undefined ? '' : ` plan=${reply.plan}`}${attributesOf(done)} -->`,
    claim &&
      `<!-- poppobuilder:claim owner=${encode(claim.owner)} task=${encode(claim.taskId)} until=${new Date(claim.until).toISOString()} -->`,
  ];
  return [...lines.filter((line) => line !== undefined), withoutMarkers(text)].join('\n');
}

/** Returns text in which nothing is a marker. */
export function withoutMarkers(text: string): string {
  return text.replaceAll(/(<!--\s*poppobuilder):/gi, '$1 ');
}

/** Encodes `-` and `>` too, so that nothing ends the HTML comment or the value. */
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

const asReply = ({ task = '', part = '1', plan }: Readonly<Record<string, string>>): ReplyMarker => ({
  taskId: task,
  part: Number(part) || 1,
  ...(plan === undefined ? {} : { plan: Number(plan) || 1 }),
});

/** A claim whose expiry cannot be parsed has expired. */
const asClaim = ({ owner = '', task = '', until = '' }: Readonly<Record<string, string>>): ClaimMarker => ({
  owner,
  taskId: task,
  until: Date.parse(until) || 0,
});

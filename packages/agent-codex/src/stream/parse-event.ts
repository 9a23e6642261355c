import { z } from 'zod';
import type { StreamEvent } from './stream-events.ts';

const text = z.string().catch('');
const tokens = z.number().nonnegative().catch(0);

const started = z
  .object({ thread_id: z.string() })
  .transform(({ thread_id }) => ({ type: 'started' as const, sessionId: thread_id }));

/** What an MCP server answered. Of its parts only texts are kept. */
const answer = z
  .object({ content: z.array(z.object({ text }).catch({ text: '' })).catch([]) })
  .catch({ content: [] })
  .transform(({ content }) =>
    content
      .map((part) => part.text)
      .filter((part) => part !== '')
      .join('\n'),
  );

const failure = z.object({ message: text }).catch({ message: '' });

const changes = z.array(z.object({ path: z.string() })).catch([]);

const item = z.object({
  id: text,
  type: z.string(),
  text,
  command: text,
  message: text,
  query: text,
  tool: text,
  server: text,
  changes,
  aggregated_output: text,
  exit_code: z.number().optional().catch(undefined),
  status: text,
  result: answer,
  error: failure,
});

const itemEvent = z.object({ type: z.string(), item }).transform(({ type, item: read }) => ({
  type: 'item' as const,
  phase: type.slice('item.'.length) as 'started' | 'updated' | 'completed',
  id: read.id,
  kind: read.type,
  output: [read.aggregated_output, read.result, read.error.message].find((value) => value !== '') ?? '',
  isError: read.status === 'failed' || read.status === 'declined' || (read.exit_code ?? 0) !== 0,
  text:
    [read.text, read.command, read.message, read.query].find((value) => value !== '') ??
    (read.tool === '' ? read.changes.map(({ path }) => path).join(', ') : `${read.server}.${read.tool}`),
}));

const refusal = z.object({ error: z.object({ message: z.string() }) });

/** Returns a message; of a request that the API calls invalid the CLI gives the whole response, from which it is taken. */
function plainMessage(message: string): string {
  const refused = refusal.safeParse(parseJson(message)).data;
  return refused === undefined ? message : `invalid request: ${refused.error.message}`;
}

const error = z
  .object({ message: text })
  .transform(({ message }) => ({ type: 'error' as const, message: plainMessage(message) }));

const completed = z
  .object({
    usage: z
      .object({ input_tokens: tokens, cached_input_tokens: tokens, output_tokens: tokens })
      .catch({ input_tokens: 0, cached_input_tokens: 0, output_tokens: 0 }),
  })
  .transform(({ usage }) => ({
    type: 'completed' as const,
    usage: {
      input: usage.input_tokens,
      cachedInput: usage.cached_input_tokens,
      output: usage.output_tokens,
    },
  }));

const failed = z
  .object({ error: z.object({ message: text }).catch({ message: '' }) })
  .transform((event) => ({ type: 'failed' as const, message: plainMessage(event.error.message) }));

const READERS: ReadonlyMap<string, z.ZodType<StreamEvent>> = new Map<string, z.ZodType<StreamEvent>>([
  ['thread.started', started],
  ['item.started', itemEvent],
  ['item.updated', itemEvent],
  ['item.completed', itemEvent],
  ['error', error],
  ['turn.completed', completed],
  ['turn.failed', failed],
]);

const named = z.looseObject({ type: z.string() });

/** Returns the event in a line of the stream. An unrecognized line is an `unknown` event, never an error. */
export function parseEvent(line: string): StreamEvent {
  const event = named.safeParse(parseJson(line)).data;
  if (event === undefined) return { type: 'unknown', name: '' };
  return READERS.get(event.type)?.safeParse(event).data ?? { type: 'unknown', name: event.type };
}

/** Returns a line's JSON; nothing when it is none. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

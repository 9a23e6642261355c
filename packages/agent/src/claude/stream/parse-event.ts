import { z } from 'zod';
import type { StreamEvent } from './stream-events.ts';

const text = z.string().optional().catch(undefined);
const tokens = z.number().nonnegative().catch(0);
const record = z.record(z.string(), z.unknown()).catch({});

const usage = z
  .object({
    input_tokens: tokens,
    output_tokens: tokens,
    cache_creation_input_tokens: tokens,
    cache_read_input_tokens: tokens,
  })
  .transform((counts) => ({
    inputTokens: counts.input_tokens,
    outputTokens: counts.output_tokens,
    cacheCreationInputTokens: counts.cache_creation_input_tokens,
    cacheReadInputTokens: counts.cache_read_input_tokens,
  }));

const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };

const modelUsage = z
  .object({
    inputTokens: tokens,
    outputTokens: tokens,
    cacheCreationInputTokens: tokens,
    cacheReadInputTokens: tokens,
    costUSD: tokens,
  })
  .transform(({ costUSD, ...counts }) => ({ ...counts, costUsd: costUSD }));

const init = z
  .object({ session_id: z.string(), model: text })
  .transform((event) => ({ type: 'init' as const, sessionId: event.session_id, model: event.model }));

const content = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: record }),
  z.unknown().transform(() => ({ type: 'other' as const })),
]);

const assistant = z
  .object({
    message: z.object({
      id: z.string(),
      model: z.string(),
      content: z.array(content),
      usage: usage.catch(NO_USAGE),
    }),
    error: text,
    parent_tool_use_id: text,
  })
  .transform(({ message, error, parent_tool_use_id }) => ({
    type: 'assistant' as const,
    messageId: message.id,
    model: message.model,
    content: message.content,
    usage: message.usage,
    error,
    parentToolUseId: parent_tool_use_id,
  }));

/** Pieces of a result that are no text, such as images, are named. */
const resultPiece = z.union([
  z.object({ type: z.literal('text'), text: z.string() }).transform((piece) => piece.text),
  z.object({ type: z.string() }).transform(({ type }) => `[${type}]`),
]);

const resultText = z
  .union([z.string(), z.array(resultPiece).transform((pieces) => pieces.join('\n'))])
  .catch('');

const toolResult = z
  .object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: resultText,
    is_error: z.boolean().catch(false),
  })
  .transform((result) => ({
    toolUseId: result.tool_use_id,
    output: result.content,
    isError: result.is_error,
  }));

const toolResults = z
  .array(z.union([toolResult, z.unknown().transform(() => undefined)]))
  .transform((parts) => parts.filter((part) => part !== undefined));

const user = z
  .object({ message: z.object({ content: toolResults.catch([]) }) })
  .transform(({ message: { content: results } }) => ({
    type: 'tool-result' as const,
    toolUseIds: results.map(({ toolUseId }) => toolUseId),
    results,
  }));

const apiRetry = z
  .object({
    attempt: z.number(),
    max_retries: z.number(),
    retry_delay_ms: z.number(),
    error_status: z.number().optional().catch(undefined),
  })
  .transform((event) => ({
    type: 'api-retry' as const,
    attempt: event.attempt,
    maxRetries: event.max_retries,
    delay: event.retry_delay_ms,
    status: event.error_status,
  }));

const permissionDenied = z.object({ tool_name: z.string(), message: text }).transform((event) => ({
  type: 'permission-denied' as const,
  tool: event.tool_name,
  message: event.message,
}));

const modelFallback = z.object({ original_model: text, fallback_model: text }).transform((event) => ({
  type: 'model-fallback' as const,
  from: event.original_model,
  to: event.fallback_model,
}));

const backgroundTasks = z
  .object({ tasks: z.array(z.unknown()) })
  .transform(({ tasks }) => ({ type: 'background-tasks' as const, count: tasks.length }));

/** A limit for 5 hours or a week. The largest time that has a date is far beyond every reset. */
const limitWindow = z.object({ utilization: z.number().min(0), resetsAt: z.number().min(0).max(1e13) });

const rateLimit = z
  .object({
    rate_limit_info: z.object({
      status: z.enum(['allowed', 'allowed_warning', 'rejected']),
      resetsAt: z.number().optional().catch(undefined),
      rateLimitType: text,
      unifiedWindows: z.record(z.string(), limitWindow).catch({}),
    }),
  })
  .transform(({ rate_limit_info: { status, resetsAt, rateLimitType, unifiedWindows } }) => ({
    type: 'rate-limit' as const,
    status,
    resetsAt: resetsAt === undefined ? undefined : asMilliseconds(resetsAt),
    limit: rateLimitType,
    windows: Object.entries(unifiedWindows).map(([name, window]) => ({
      name,
      used: window.utilization,
      resetsAt: new Date(asMilliseconds(window.resetsAt)).toISOString(),
    })),
  }));

const partial = z.unknown().transform(() => ({ type: 'partial' as const }));

const denial = z
  .object({ tool_name: z.string(), tool_input: record })
  .transform((entry) => ({ tool: entry.tool_name, input: entry.tool_input }));

const result = z
  .object({
    subtype: z.string(),
    is_error: z.boolean().catch(true),
    api_error_status: z.number().optional().catch(undefined),
    terminal_reason: text,
    result: text,
    errors: z.array(z.string()).catch([]),
    session_id: text,
    num_turns: tokens,
    modelUsage: z.record(z.string(), modelUsage).catch({}),
    model_usage_since_last_result: z.record(z.string(), modelUsage).optional().catch(undefined),
    permission_denials: z.array(denial).catch([]),
    structured_output: z.unknown().optional(),
  })
  .transform((event) => ({
    type: 'result' as const,
    subtype: event.subtype,
    isError: event.is_error,
    apiErrorStatus: event.api_error_status,
    terminalReason: event.terminal_reason,
    text: event.result ?? event.errors.join('\n'),
    sessionId: event.session_id,
    turns: event.num_turns,
    usage: event.model_usage_since_last_result ?? event.modelUsage,
    permissionDenials: event.permission_denials,
    structuredOutput: event.structured_output,
  }));

const READERS: ReadonlyMap<string, z.ZodType<StreamEvent>> = new Map<string, z.ZodType<StreamEvent>>([
  ['system:init', init],
  ['system:api_retry', apiRetry],
  ['system:permission_denied', permissionDenied],
  ['system:model_fallback', modelFallback],
  ['system:background_tasks_changed', backgroundTasks],
  ['assistant', assistant],
  ['stream_event', partial],
  ['user', user],
  ['rate_limit_event', rateLimit],
  ['result', result],
]);

const named = z.looseObject({ type: z.string(), subtype: text });

/** Returns a time in milliseconds since the epoch. A number that is too large for seconds is already in milliseconds. */
const asMilliseconds = (time: number): number => (time > 1e11 ? time : time * 1_000);

/** Returns the event in a line of the agent's stream. An unrecognized line is an `unknown` event, never an error. */
export function parseEvent(line: string): StreamEvent {
  const event = named.safeParse(parseJson(line)).data;
  if (event === undefined) return { type: 'unknown', name: '' };
  const name = event.type === 'system' ? `system:${event.subtype ?? ''}` : event.type;
  return READERS.get(name)?.safeParse(event).data ?? { type: 'unknown', name };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

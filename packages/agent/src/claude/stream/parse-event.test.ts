import { describe, expect, it } from 'vitest';
import { parseEvent } from './parse-event.ts';

const parse = (event: unknown): unknown => parseEvent(JSON.stringify(event));

describe('parseEvent', () => {
  it('reads what an answer holds and what it used', () => {
    const event = {
      type: 'assistant',
      message: {
        id: 'msg_1',
        model: 'claude-sonnet-5-5',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'a.ts' } },
        ],
        usage: { input_tokens: 3, output_tokens: 1, cache_read_input_tokens: 20 },
      },
      parent_tool_use_id: null,
    };
    expect(parse(event)).toEqual({
      type: 'assistant',
      messageId: 'msg_1',
      model: 'claude-sonnet-5-5',
      content: [
        { type: 'other' },
        { type: 'text', text: 'Let me look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'a.ts' } },
      ],
      usage: { inputTokens: 3, outputTokens: 1, cacheCreationInputTokens: 0, cacheReadInputTokens: 20 },
    });
  });

  it.each([
    {
      event: { session_id: 's', type: 'system', subtype: 'init', model: 'm', tools: [] },
      expected: { type: 'init', sessionId: 's', model: 'm' },
    },
    {
      event: {
        type: 'system',
        subtype: 'api_retry',
        attempt: 2,
        max_retries: 10,
        retry_delay_ms: 1_213,
        error_status: 529,
      },
      expected: { type: 'api-retry', attempt: 2, maxRetries: 10, delay: 1_213, status: 529 },
    },
    {
      event: { type: 'system', subtype: 'permission_denied', tool_name: 'Bash', message: 'no' },
      expected: { type: 'permission-denied', tool: 'Bash', message: 'no' },
    },
    {
      event: { type: 'system', subtype: 'model_fallback', original_model: 'a', fallback_model: 'b' },
      expected: { type: 'model-fallback', from: 'a', to: 'b' },
    },
    {
      event: { type: 'system', subtype: 'background_tasks_changed', tasks: [{ task_id: 'x' }] },
      expected: { type: 'background-tasks', count: 1 },
    },
    {
      event: {
        type: 'rate_limit_event',
        rate_limit_info: { status: 'rejected', resetsAt: 1_795_383_668, rateLimitType: 'five_hour' },
      },
      expected: {
        type: 'rate-limit',
        status: 'rejected',
        resetsAt: 1_795_383_668_000,
        limit: 'five_hour',
        windows: [],
      },
    },
    {
      event: {
        type: 'rate_limit_event',
        rate_limit_info: {
          status: 'allowed_warning',
          unifiedWindows: {
            five_hour: { utilization: 0.93, resetsAt: 1_795_383_668, surpassedThreshold: 0.9 },
          },
        },
      },
      expected: {
        type: 'rate-limit',
        status: 'allowed_warning',
        resetsAt: undefined,
        limit: undefined,
        windows: [{ name: 'five_hour', used: 0.93, resetsAt: '2026-11-22T21:41:08.000Z' }],
      },
    },
    {
      event: {
        type: 'user',
        message: {
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' },
            { type: 'text', text: 'no result' },
            {
              type: 'tool_result',
              tool_use_id: 'toolu_2',
              content: [{ type: 'text', text: 'a' }, { type: 'image' }],
              is_error: true,
            },
          ],
        },
      },
      expected: {
        type: 'tool-result',
        toolUseIds: ['toolu_1', 'toolu_2'],
        results: [
          { toolUseId: 'toolu_1', output: 'ok', isError: false },
          { toolUseId: 'toolu_2', output: 'a\n[image]', isError: true },
        ],
      },
    },
    {
      event: { type: 'user', message: { content: 'text' } },
      expected: { type: 'tool-result', toolUseIds: [], results: [] },
    },
  ])('reads $expected.type', ({ event, expected }) => {
    expect(parse(event)).toEqual(expected);
  });

  it("bills a result for what came since the one before, not for the session's total", () => {
    const usage = { inputTokens: 1, outputTokens: 2, costUSD: 0.5 };
    const event = {
      is_error: false,
      subtype: 'success',
      type: 'result',
      result: 'Done.',
      num_turns: 3,
      modelUsage: { m: { ...usage, costUSD: 9 } },
      model_usage_since_last_result: { m: usage },
      permission_denials: [{ tool_name: 'Bash', tool_use_id: 't', tool_input: { command: 'x' } }],
    };
    expect(parse(event)).toMatchObject({
      text: 'Done.',
      usage: { m: { inputTokens: 1, outputTokens: 2, costUsd: 0.5 } },
      permissionDenials: [{ tool: 'Bash', input: { command: 'x' } }],
    });
  });

  it('takes a result that does not say whether it is an error for one', () => {
    expect(parse({ type: 'result', subtype: 'success', num_turns: 1 })).toMatchObject({ isError: true });
  });

  it.each([
    ['', ''],
    ['not json', ''],
    ['[]', ''],
    ['null', ''],
    ['{"type":7}', ''],
    ['{"type":"system"}', 'system:'],
    ['{"type":"tool_progress"}', 'tool_progress'],
    ['{"type":"assistant","message":{}}', 'assistant'],
    ['{"type":"__proto__"}', '__proto__'],
    ['{"type":"constructor"}', 'constructor'],
  ])('does not stumble over %j', (line, name) => {
    expect(parseEvent(line)).toEqual({ type: 'unknown', name });
  });
});

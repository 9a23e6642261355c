import { type ReportTargets, TurnTrace } from '@poppobuilder/agent/provider-kit';
import {
  createMasker,
  createTraceContext,
  installTracing,
  type SpanRecord,
  traced,
} from '@poppobuilder/core/runner-kit';
import { afterEach, expect, it } from 'vitest';
import { traceEvent } from './item-trace.ts';
import { parseEvent } from './parse-event.ts';
import { reportEvent } from './report-event.ts';

afterEach(() => installTracing(undefined));

const item = (phase: 'started' | 'completed', fields: object): string =>
  JSON.stringify({ type: `item.${phase}`, item: fields });

const command = { id: 'item_1', type: 'command_execution', command: "bash -lc 'npm test'" };
const call = { id: 'item_2', type: 'mcp_tool_call', server: 'docs', tool: 'find' };

const LINES = [
  JSON.stringify({ type: 'thread.started', thread_id: 'session-1' }),
  item('completed', { id: 'item_0', type: 'agent_message', text: 'I run the tests.' }),
  item('started', { ...command, aggregated_output: '', status: 'in_progress' }),
  item('started', { ...call, status: 'in_progress' }),
  item('completed', {
    ...command,
    aggregated_output: '1 failed with sk-0123456789abcdef',
    exit_code: 1,
    status: 'failed',
  }),
  item('completed', {
    ...call,
    result: { content: [{ type: 'text', text: 'Found.' }] },
    status: 'completed',
  }),
  item('completed', {
    id: 'item_3',
    type: 'file_change',
    changes: [{ path: 'a.ts', kind: 'update' }],
    status: 'completed',
  }),
  item('completed', { id: 'item_4', type: 'agent_message', text: 'Done.' }),
  JSON.stringify({ type: 'turn.completed', usage: {} }),
];

it('turns and tools are spans below that of the run, without what they were given or answered', () => {
  const spans: SpanRecord[] = [];
  installTracing({ ...createTraceContext(), record: (span) => void spans.push(span), samples: () => true });
  traced('run', { root: true }, () => {
    const trace = new TurnTrace('openai');
    for (const line of LINES) traceEvent(trace, parseEvent(line), 'gpt-5.5');
    trace.end();
  });
  const nameOf = (id: string | undefined): string | undefined =>
    spans.find(({ spanId }) => spanId === id)?.name;
  expect(spans.map(({ name, parentId }) => [name, nameOf(parentId)])).toEqual([
    ['execute_tool exec_command', 'chat gpt-5.5'],
    ['execute_tool mcp', 'chat gpt-5.5'],
    ['chat gpt-5.5', 'run'],
    ['execute_tool apply_patch', 'chat gpt-5.5'],
    ['chat gpt-5.5', 'run'],
    ['chat gpt-5.5', 'run'],
    ['run', undefined],
  ]);
  expect(JSON.stringify(spans)).not.toMatch(/npm test|sk-01|Found|Done/);
});

it('the transcript has what each tool was given and answered, masked', () => {
  const parts: unknown[] = [];
  const targets = {
    progress: (_stage: string, _message: string, data: { readonly transcript?: unknown } = {}) =>
      void (data.transcript === undefined || parts.push(data.transcript)),
    output: { write: () => undefined },
    masker: createMasker(['sk-0123456789abcdef']),
  } as unknown as ReportTargets;
  for (const line of LINES) reportEvent(parseEvent(line), targets);
  expect(parts).toEqual([
    { kind: 'text', text: 'I run the tests.' },
    { kind: 'tool', tool: 'exec_command', toolUseId: 'item_1', input: 'npm test' },
    { kind: 'tool', tool: 'mcp', toolUseId: 'item_2', input: 'docs.find' },
    {
      kind: 'result',
      toolUseId: 'item_1',
      output: '1 failed with [REDACTED]',
      isError: true,
    },
    { kind: 'result', toolUseId: 'item_2', output: 'Found.', isError: false },
    { kind: 'tool', tool: 'apply_patch', toolUseId: 'item_3', input: 'a.ts' },
    { kind: 'result', toolUseId: 'item_3', output: '', isError: false },
    { kind: 'text', text: 'Done.' },
  ]);
});

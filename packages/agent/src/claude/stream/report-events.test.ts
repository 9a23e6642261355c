import { createMasker, type Logger } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { reportEvent } from './report-events.ts';
import type { AssistantContent, StreamEvent } from './stream-events.ts';

const SECRET = 'sk-0123456789abcdef';

function report(event: StreamEvent): string[] {
  const told: string[] = [];
  const method = (first: unknown, second?: string): void => void told.push(`log: ${second ?? String(first)}`);
  const logger: Logger = { debug: method, info: method, warn: method, error: method };
  reportEvent(event, {
    progress: (stage, message, data) =>
      told.push(
        `${stage}: ${data?.['transcript'] === undefined ? message : JSON.stringify(data['transcript'])}`,
      ),
    output: { write: (level, message) => told.push(`${level}: ${message}`) },
    logger,
    masker: createMasker([SECRET]),
  });
  return told;
}

const answer = (part: AssistantContent, error?: string): StreamEvent => ({
  type: 'assistant',
  messageId: 'msg_1',
  model: 'm',
  content: [part],
  usage: { inputTokens: 0, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
  error,
  parentToolUseId: undefined,
});

const use = (input: Record<string, unknown>): StreamEvent =>
  answer({ type: 'tool_use', id: 'toolu_1', name: 'Bash', input });

describe('reportEvent', () => {
  it("logs the agent's words, masked", () => {
    expect(report(answer({ type: 'text', text: `It is ${SECRET}.` }))).toEqual([
      'info: It is [REDACTED].',
      'execute: {"kind":"text","text":"It is [REDACTED]."}',
    ]);
  });

  it("does not take the CLI's report of a failed request for the agent's words", () => {
    expect(report(answer({ type: 'text', text: 'API Error: 529' }, 'overloaded'))).toEqual([]);
  });

  it('describes the use of a tool by the first line of its most descriptive field', () => {
    expect(report(use({ description: 'Tests', command: 'npm test\necho' }))[0]).toBe(
      'execute: using Bash: npm test',
    );
    expect(report(use({ other: 1 }))[0]).toBe('execute: using Bash');
  });

  it('keeps the whole input and result of a tool for the transcript, masked, and cut when they are long', () => {
    const [, input = ''] = report(use({ command: `echo ${SECRET} "` }));
    expect(input).toContain(String.raw`echo [REDACTED] \\\"`);
    const [output = ''] = report({
      type: 'tool-result',
      toolUseIds: ['toolu_1'],
      results: [{ toolUseId: 'toolu_1', output: `${SECRET}${'x'.repeat(2 ** 20)}`, isError: true }],
    });
    expect(output).toContain('[REDACTED]xxx');
    expect(output).toContain('"isError":true');
    expect(output.length).toBeLessThan(33_000);
  });

  it('masks before it cuts, so that no part of a secret remains', () => {
    const [message] = report(use({ command: `${'x'.repeat(112)}${SECRET}` }));
    expect(message).toBe(`execute: using Bash: ${'x'.repeat(112)}[REDACTE...`);
  });
});

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const USAGE = { input_tokens: 1_000, output_tokens: 50, cache_read_input_tokens: 20_000 };

const says = (id: number, content: object): object => ({
  type: 'assistant',
  message: { id: `msg_${id}`, model: 'claude-test', content: [content], usage: USAGE },
});

/**
 * Writes a command that speaks as the agent does: in each turn a text and a tool, whose result is long and hostile. With
 * `release`, its last word waits until that file exists.
 */
export function talkativeAgent(folder: string, turns: number, release?: string): string {
  const events = [
    { type: 'system', subtype: 'init', session_id: 'a-session', model: 'claude-test' },
    ...Array.from({ length: turns }, (_, turn) => [
      says(turn, { type: 'text', text: `<b>Let me look</b> at ${turn}.` }),
      says(turn, { type: 'tool_use', id: `tool_${turn}`, name: 'Bash', input: { command: `ls ${turn}` } }),
      {
        type: 'user',
        message: {
          content: [
            {
              type: 'tool_result',
              tool_use_id: `tool_${turn}`,
              content: `\u001B[31mred\u202E ${'x'.repeat(20_000)}`,
            },
          ],
        },
      },
    ]).flat(),
    says(turns, { type: 'text', text: 'All is seen.' }),
    {
      type: 'result',
      subtype: 'success',
      is_error: false,
      result: 'All is seen.',
      session_id: 'a-session',
      num_turns: turns + 1,
      modelUsage: { 'claude-test': { inputTokens: 1, outputTokens: 1, costUSD: 0.5 } },
      permission_denials: [],
    },
  ];
  const [lines, command] = [join(folder, 'events'), join(folder, 'agent')];
  writeFileSync(lines, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const speak =
    release === undefined
      ? `cat '${lines}'`
      : `head -n -1 '${lines}'; until [ -e '${release}' ]; do sleep 0.1; done; tail -n 1 '${lines}'`;
  writeFileSync(command, `#!/bin/sh\nread -r prompt\n${speak}\n`);
  chmodSync(command, 0o755);
  return command;
}

/**
 * An agent for tests that obeys everybody: it runs every block of code with the word `attack` that it is sent. It speaks as the
 * Claude CLI does, and leaves what it was asked in the folder of its settings.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const prompt = readPrompt();
const [, structure] = /^(--json-schema)=/m.exec(process.argv.join('\n')) ?? [];
const scripts = [...prompt.matchAll(/^```attack\n(.*?)^```$/gms)].map(([, script = '']) => script);
const heard = scripts.map((script) => {
  const environment = { ...process.env, KEY: process.env['ANTHROPIC_API_KEY'] ?? '' };
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { env: environment, encoding: 'utf8' });
  return { stdout, stderr };
});
const answer = heard.map(({ stdout }) => stdout).join('\n') || 'Done.';
const asked = {
  prompt,
  arguments: process.argv.slice(2),
  cwd: process.cwd(),
  environment: process.env,
  heard,
};
writeFileSync(
  join(process.env['CLAUDE_CONFIG_DIR'] ?? '.', `asked-${randomUUID()}.json`),
  JSON.stringify(asked),
);

const session = randomUUID();
const usage = {
  input_tokens: 1,
  output_tokens: 1,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const events = [
  { type: 'system', subtype: 'init', session_id: session, model: 'obedient' },
  {
    type: 'assistant',
    message: { id: 'message', model: 'obedient', content: [{ type: 'text', text: answer }], usage },
  },
  {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: answer,
    session_id: session,
    num_turns: 1,
    total_cost_usd: 0,
    usage,
    modelUsage: {},
    permission_denials: [],
    ...(structure === undefined
      ? {}
      : {
          structured_output: { summary: answer, comments: [{ path: 'changed.js', line: 1, text: answer }] },
        }),
  },
];
process.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));

/** The first message of standard input, which stays open for further ones until the answer. */
function readPrompt(): string {
  const chunks: Buffer[] = [];
  while (!chunks.some((chunk) => chunk.includes(10))) {
    const chunk = Buffer.alloc(65_536);
    const length = readSync(0, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
  }
  const [line = ''] = Buffer.concat(chunks).toString().split('\n');
  return (JSON.parse(line) as { message: { content: string } }).message.content;
}

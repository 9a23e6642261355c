import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the agent is told to do, as lines of a shell script that runs in the worktree. */
export type Deed = string;

/** A command that speaks as the agent does and answers at once, for runs by the hundred. */
export interface QuickAgent {
  readonly command: string;
  /** Worktrees that it was run in, one entry a run. */
  readonly runs: () => readonly string[];
  /** What it does from now on. */
  does(deed: Deed): void;
  /** What it does before it answers a question about a pull request. */
  reviewsAfter(deed: Deed): void;
}

const EVENTS = {
  init: { type: 'system', subtype: 'init', session_id: 'SESSION', model: 'claude-test' },
  result: {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'Done with KEY.',
    session_id: 'SESSION',
    num_turns: 1,
    modelUsage: {
      'claude-test': {
        inputTokens: 10,
        outputTokens: 5,
        cacheCreationInputTokens: 0,
        cacheReadInputTokens: 0,
        costUSD: 0.01,
      },
    },
    permission_denials: [],
  },
};

/** A review of what {@link offerPull} offers; it tells the key, which nobody may see. */
const REVIEW = {
  summary: 'It is fine, but for KEY.',
  comments: [{ path: 'feature.txt', line: 1, text: 'A test is missing for KEY.' }],
};

/** An event as a word in double quotes of the shell, where the key is filled in. */
const line = (event: object): string =>
  JSON.stringify(event)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('KEY', '$ANTHROPIC_API_KEY');

/** The default deed: a file of its own is changed. */
export const WRITES_A_FILE: Deed = 'echo "work of $$" >> agent.txt';

/** Makes the agent in a folder. Its answer tells the model's key, which must be masked. */
export function createQuickAgent(folder: string): QuickAgent {
  const command = join(folder, 'quick-agent');
  const log = join(folder, 'quick-agent.log');
  const deeds = join(folder, 'quick-agent-deed.sh');
  const beforeReview = join(folder, 'quick-agent-review.sh');
  const reviewed = { ...EVENTS.result, structured_output: REVIEW };
  const script = [
    '#!/bin/sh',
    // The prompt is a line; standard input stays open for further messages until the answer.
    'read -r prompt',
    `pwd >> '${log}'`,
    'session="session-$$"; schema=',
    'for argument; do case "$argument" in',
    '--resume=*) session="${argument#--resume=}" ;;',
    '--json-schema=*) schema=1 ;;',
    'esac; done',
    `tell() { printf '%s\\n' "$1" | sed "s/SESSION/$session/"; }`,
    `tell "${line(EVENTS.init)}"`,
    `if [ -n "$schema" ]; then . '${beforeReview}'; tell "${line(reviewed)}"; exit 0; fi`,
    `(. '${deeds}') >/dev/null 2>&1`,
    `tell "${line(EVENTS.result)}"`,
    '',
  ];
  writeFileSync(command, script.join('\n'), { mode: 0o755 });
  const does = (deed: Deed): void => writeFileSync(deeds, `${deed}\n`);
  const reviewsAfter = (deed: Deed): void => writeFileSync(beforeReview, `${deed}\n`);
  does(WRITES_A_FILE);
  reviewsAfter(':');
  return {
    command,
    does,
    reviewsAfter,
    runs: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
  };
}

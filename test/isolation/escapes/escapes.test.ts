import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CORPUS } from './corpus/index.ts';
import { listedEscapes } from './listed-escapes.ts';
import { EscapeRunner, KNOWN_IN_PROCESS, type Outcome } from './run-corpus.ts';

const hasSandboxes = inject('isolationModes').includes('sandbox');

describe.runIf(hasSandboxes)('a task in isolation mode sandbox', { timeout: 60_000 }, () => {
  let runner: EscapeRunner;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    runner = await EscapeRunner.create('sandbox');
  });

  afterAll(async () => {
    await runner[Symbol.asyncDispose]();
    const escaped = outcomes.filter((outcome) => outcome.escaped);
    console.log(`escapes from a sandbox: ${escaped.length} of ${outcomes.length} attempts`);
  });

  it.each([
    { title: 'a handler reads a file', by: 'handler', grant: 'project', name: 'file' },
    { title: 'a handler runs a script', by: 'handler', grant: 'project', name: 'script' },
    { title: 'a command reads a file', by: 'command', grant: 'commands', name: 'file' },
    { title: 'a command runs a script', by: 'command', grant: 'commands', name: 'script' },
    { title: 'a command runs a shell line', by: 'command', grant: 'commands', name: 'shell' },
  ] as const)('is not held back when $title of its own project', async (control) => {
    expect(await runner.attempt(control)).toMatchObject({
      escaped: false,
      reported: expect.stringContaining('a file of the project'),
    });
  });

  it.each(CORPUS.map((given) => [given.name, given] as const))('never %s', async (_name, given) => {
    const outcome = await runner.attempt(given);
    outcomes.push(outcome);
    expect(outcome).toMatchObject({ escaped: false, changes: [] });
  });
});

describe.runIf(process.platform === 'linux')('a task in isolation mode process', () => {
  let runner: EscapeRunner;
  const escaped: string[] = [];

  beforeAll(async () => {
    runner = await EscapeRunner.create('process');
    for (const given of KNOWN_IN_PROCESS) {
      const outcome = await runner.attempt(given);
      if (outcome.escaped) escaped.push(given.name);
    }
    console.log(`escapes from a process: ${escaped.length} of ${KNOWN_IN_PROCESS.length} attempts`);
  }, 600_000);

  afterAll(() => runner[Symbol.asyncDispose]());

  it('escapes in the ways that the threat model lists, and in no other', () => {
    const known = new Set(KNOWN_IN_PROCESS.map(({ name }) => name));
    const listed = listedEscapes().filter((name) => known.has(name));
    expect(escaped.toSorted()).toEqual(listed.toSorted());
  });

  it('has cases of the corpus only in the list of the threat model, each once', () => {
    const names = CORPUS.map(({ name }) => name);
    const listed = listedEscapes();
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
    expect(new Set(names).size).toBe(names.length);
  });
});

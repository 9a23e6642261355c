import { type ContractTest, fail } from '../contract-test.ts';
import { findLeak, secretTexts } from '../observe/find-leak.ts';
import type { Trial } from '../trial/run-trial.ts';

export const leaksNoSecret: ContractTest = {
  title: 'secret: no secret is in results, events, logs, errors, files or printed text',
  async verify(context) {
    for (const [name, trial] of await context.allTrials()) {
      const texts = secretTexts(trial.secrets);
      for (const [place, value] of statementsOf(trial)) {
        const leak = findLeak(value, texts);
        if (leak === undefined) continue;
        fail(
          `The handler leaks a secret: ${place} ${leak} (${name}). The runner masks what it can; ` +
            'what is never handed to it cannot leak.',
        );
      }
    }
  },
};

/** What the plugin said, before the runner has masked it, and what came of it. */
const statementsOf = (trial: Trial): (readonly [place: string, value: unknown])[] => [
  ['what it returns', trial.returned],
  ['what it logs', trial.logged],
  ['the error that it throws', trial.thrown],
  ['the progress that it reports', trial.progress],
  ['what it prints', trial.printed],
  ['its result', trial.result],
  ['its error', trial.error],
  ['one of its events', trial.events],
  ...trial.written.map(
    ({ name, text }) => [`the file ${name}, which it leaves in the project,`, text] as const,
  ),
];

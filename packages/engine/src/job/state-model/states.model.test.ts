import fc from 'fast-check';
import { describe, inject, it } from 'vitest';
import { commands } from './fixtures/commands.ts';
import { Reality } from './fixtures/reality.ts';
import { StateModel } from './fixtures/state-model.ts';
import { executed } from './fixtures/step.ts';
import { StillEngine } from './fixtures/still-engine.ts';

const seed = inject('seed');
const { stateSequences } = inject('counts');
/** Where a counterexample is, both as a failure prints them. */
const PATH = process.env['POPPOBUILDER_TEST_PATH'];
const REPLAY = process.env['POPPOBUILDER_TEST_REPLAY_PATH'];

describe('tasks', () => {
  it('behave like their model, whatever happens to them', { timeout: 600_000 }, async () => {
    console.info(`${stateSequences} sequences, POPPOBUILDER_TEST_SEED=${seed}`);
    await using still = await StillEngine.open();
    await fc.assert(
      fc.asyncProperty(
        fc.commands(commands, {
          maxCommands: 70,
          size: 'max',
          ...(REPLAY === undefined ? {} : { replayPath: REPLAY }),
        }),
        async (steps) => {
          await still.clear();
          await fc.asyncModelRun(() => ({ model: new StateModel(), real: new Reality(still) }), steps);
        },
      ),
      { seed, numRuns: stateSequences, ...(PATH === undefined ? {} : { path: PATH }) },
    );
    console.info(JSON.stringify(Object.fromEntries(executed)));
  });
});

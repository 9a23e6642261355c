import { type ContractTest, fail } from '../contract-test.ts';
import { GRACE } from '../trial/handler-clock.ts';
import type { Trial } from '../trial/run-trial.ts';

export const obeysCancel: ContractTest = {
  title: 'cancel: stops within 1 second after it is cancelled',
  async verify(context) {
    for (const name of ['cancelled', 'cancelled later'] as const) {
      const trial = await context.trial(name);
      if (trial !== undefined && ignores(trial)) {
        fail(
          `The handler ignores cancel: it was still working ${GRACE} ms after its signal had aborted. ${ADVICE}`,
        );
      }
    }
  },
};

export const obeysTimeout: ContractTest = {
  title: 'timeout: stops within 1 second after its timeout',
  async verify(context) {
    const trial = await context.trial('timed out');
    if (trial === undefined) return;
    if (ignores(trial)) {
      fail(`The handler ignores its timeout: it was still working ${GRACE} ms after that. ${ADVICE}`);
    }
  },
};

const ADVICE =
  'Watch context.signal: hand it on as the option "signal", or call context.signal.throwIfAborted() between steps.';

/** A handler that blocks the event loop is not abandoned: nobody can, until it lets go. Others may block it, too. */
const ignores = ({ abandoned, blocked }: Trial): boolean => abandoned || blocked;

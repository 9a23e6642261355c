import { type ContractTest, fail } from '../contract-test.ts';

export const outputIsValid: ContractTest = {
  title: 'output: the result has the shape of the output schema',
  async verify({ allTrials }) {
    for (const [name, { error }] of await allTrials()) {
      if (error?.code === 'INVALID_OUTPUT') {
        fail(`The output of the handler does not fit its output schema (${name}): ${error.message}`, error);
      }
    }
  },
};

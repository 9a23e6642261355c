import { type ContractTest, fail } from '../contract-test.ts';

export const succeeds: ContractTest = {
  title: 'succeeds',
  async verify({ plain }) {
    const { error } = await plain();
    if (error !== undefined) fail(`The example does not succeed: ${error.code}: ${error.message}`, error);
  },
};

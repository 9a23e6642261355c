import type { ContractTest } from '../contract-test.ts';
import { errorsAreCoded } from './errors.ts';
import { leavesNoProcess, leavesNothingOpen } from './left-behind.ts';
import { outputIsValid } from './output.ts';
import { declaresWhatItUses } from './permissions.ts';
import { succeeds } from './runs.ts';
import { schemasAgree } from './schema.ts';
import { leaksNoSecret } from './secrets.ts';
import { obeysCancel, obeysTimeout } from './stopping.ts';
import { rejectsUnknownFields } from './unknown-fields.ts';

/** The tests of every example. */
export const EXAMPLE_TESTS: readonly ContractTest[] = [
  succeeds,
  outputIsValid,
  schemasAgree,
  rejectsUnknownFields,
  obeysCancel,
  obeysTimeout,
  declaresWhatItUses,
  leavesNoProcess,
  leavesNothingOpen,
  leaksNoSecret,
  errorsAreCoded,
];

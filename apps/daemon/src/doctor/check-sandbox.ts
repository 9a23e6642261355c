import { type Isolation, probeSandbox } from '@poppobuilder/worker-pool';
import { broken, fine, type Outcome, weak } from './finding.ts';

/** Makes the namespaces that a task has. */
export async function checkSandbox(isolation: Isolation): Promise<Outcome> {
  const support = await probeSandbox();
  if (support.available) {
    const message = `bubblewrap (${support.bwrap}) makes sandboxes`;
    return fine(isolation === 'process' ? `${message}, but "isolation" is "process".` : `${message}.`);
  }
  const { reason } = support;
  if (isolation === 'process') return fine('Tasks run without a sandbox, as "isolation" says.');
  if (isolation === 'sandbox') return broken('Tasks cannot run in a sandbox.', reason);
  return weak('Tasks run without a sandbox: their commands can read what this user can.', reason);
}

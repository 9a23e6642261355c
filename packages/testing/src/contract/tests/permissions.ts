import { resolvePermissions } from '@poppobuilder/core/runner-kit';
import { type ContractTest, fail } from '../contract-test.ts';
import { needsOf } from '../observe/service-needs.ts';
import { isOfGit } from '../trial/snapshot.ts';
import type { ExampleContext } from '../example-context.ts';

export const declaresWhatItUses: ContractTest = {
  title: 'permission: declares every permission that it uses',
  async verify(context) {
    const declared = resolvePermissions(context.handler.permissions);
    for (const [name, { uses, error, servicesUsed }] of await context.allTrials()) {
      for (const [service, permission] of needsOf(context.handler.services, servicesUsed)) {
        if (declared[permission]) continue;
        fail(
          `The handler uses a permission that it does not declare: ${permission}, which its service "${service}" needs (${name}). ${ADVICE}`,
        );
      }
      for (const use of uses) {
        if (!declared[use])
          fail(`The handler uses a permission that it does not declare: ${use} (${name}). ${ADVICE}`);
      }
      if (name === 'plain' && error?.code === 'PERMISSION_DENIED') {
        fail(
          `The handler uses a permission that it does not declare: ${error.message} ${error.hint ?? ''}`,
          error,
        );
      }
    }
    if (declared.files === 'none' || declared.files === 'read') {
      const { written } = await context.plain();
      const names = written.flatMap(({ name }) => (isOfGit(name) ? [] : name));
      if (names.length > 0) {
        fail(
          `The handler uses a permission that it does not declare: files: 'project', because it changes ${names.join(', ')}. ${ADVICE}`,
        );
      }
    }
    const { error } = await context.permissions();
    if (error === undefined) return;
    fail(
      `The handler uses a permission that it does not declare: in a worker, which holds it to what it declares, the example fails with ${error.code}: ${error.message} ${error.hint ?? ADVICE}`,
      error,
    );
  },
};

const ADVICE = 'Declare it in the "permissions" of the handler.';

/** Fails if no example of a handler needs what it declares. */
export async function declaresNoMore(contexts: readonly ExampleContext[]): Promise<void> {
  let unneeded: ReadonlyMap<string, string> | undefined;
  for (const context of contexts) {
    const verdict = (await context.permissions()).unneeded;
    unneeded = new Map([...(unneeded ?? verdict)].filter(([text]) => verdict.has(text)));
  }
  if (unneeded === undefined || unneeded.size === 0) return;
  const shown = [...unneeded]
    .map(([text, left]) => (left === '' ? text : `${text} (${left} is enough)`))
    .join(', ');
  fail(
    `The handler declares a permission that no example needs: ${shown}. Remove it from its "permissions", or add an example that needs it.`,
  );
}

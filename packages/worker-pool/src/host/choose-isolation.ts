import { TaskError } from '@poppobuilder/core';
import { findHostProgram } from '@poppobuilder/core/runner-kit';
import type { Isolation } from '../pool/pool-options.ts';
import { permissionSupport } from '../sandbox/node-permissions.ts';
import { probeSandbox } from '../sandbox/probe-sandbox.ts';

/** How the workers of this machine are kept apart. */
export type ChosenIsolation = {
  /** Whether Node holds workers to the permissions of their handlers. */
  readonly hasPermissions: boolean;
  /** Absolute path of prlimit, where it is installed. */
  readonly prlimit?: string | undefined;
} & (
  | { readonly mode: 'process' }
  | { readonly mode: 'sandbox'; readonly bwrap: string; readonly innerProc: 'own' | 'shared' }
);

const warned = new Set<string>();

/** Chooses by what this machine has. Tells once what is missing. Throws `INVALID_CONFIG` when a sandbox was demanded. */
export async function chooseIsolation(wanted: Isolation): Promise<ChosenIsolation> {
  const permissions = permissionSupport();
  if (!permissions.available) {
    warnOnce(
      `${permissions.reason} Until then, permissions of handlers are not enforced on their JavaScript.`,
    );
  }
  const hasPermissions = permissions.available;
  if (wanted === 'process') return { mode: 'process', hasPermissions, prlimit: findHostProgram('prlimit') };
  const support = await probeSandbox();
  if (support.available) {
    const { bwrap, innerProc, prlimit } = support;
    return { mode: 'sandbox', hasPermissions, bwrap, innerProc, prlimit };
  }
  if (wanted === 'sandbox') {
    throw new TaskError({
      code: 'INVALID_CONFIG',
      message: `Workers cannot be sandboxed here, and isolation is 'sandbox'. ${support.reason}`,
      hint: "isolation: 'auto' does with processes alone where there is no sandbox.",
    });
  }
  warnOnce(
    `Tasks run without a sandbox, in processes alone: their commands can read what this user can. ${support.reason}`,
  );
  return { mode: 'process', hasPermissions, prlimit: findHostProgram('prlimit') };
}

function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  process.emitWarning(message, 'PoppoBuilderWarning');
}

import { TaskError } from '@poppobuilder/core';

/** Flags of `poppo plugins add` and `poppo plugins remove`. */
export interface ChangePluginsOptions {
  /** Whether not to ask. */
  readonly yes?: boolean;
}

const hasTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** Throws `INVALID_CONFIG` when nobody can be asked, and nobody has agreed in advance. */
export function demandConsent({ yes = false }: ChangePluginsOptions): void {
  if (yes || hasTerminal()) return;
  const message = 'There is no terminal to ask at.';
  const hint = 'Pass --yes to go ahead without being asked.';
  throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
}

/** Asks whether to go ahead, unless the user has agreed in advance. Rejects with `TASK_CANCELLED` otherwise. */
export async function confirmChange(message: string, { yes = false }: ChangePluginsOptions): Promise<void> {
  if (yes) return;
  const { confirm } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false });
  if (answer === true) return;
  throw new TaskError({ code: 'TASK_CANCELLED', message: 'Nothing was changed.' });
}

import { TaskError } from '@poppobuilder/core';
import { findHostProgram, hostSearchPath, reasonOf } from '@poppobuilder/core/runner-kit';
import { runProgram } from './run-program.ts';

/** Runs a command of the system. Rejects with `COMPONENT_FAILED` and what it said. */
export async function runCommand([name = '', ...args]: readonly string[]): Promise<void> {
  const program = findHostProgram(name);
  if (program === undefined) {
    throw new TaskError({
      code: 'COMPONENT_FAILED',
      message: `The program "${name}" is not installed.`,
      hint: 'Run `poppo start` from the service manager that you use.',
    });
  }
  try {
    await runProgram(program, args, { ...process.env, PATH: hostSearchPath(), LC_ALL: 'C' });
  } catch (cause) {
    const message = `The command "${[name, ...args].join(' ')}" failed: ${reasonOf(cause)}`;
    throw new TaskError({ code: 'COMPONENT_FAILED', message, cause });
  }
}

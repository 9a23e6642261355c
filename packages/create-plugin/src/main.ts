import { completeArguments } from './command-line/complete-arguments.ts';
import { nextSteps } from './command-line/next-steps.ts';
import { HELP } from './command-line/help.ts';
import { managerOf } from './command-line/package-manager.ts';
import { readArguments } from './command-line/read-arguments.ts';
import { CreateError } from './create-error.ts';
import { checkTarget } from './folder/check-target.ts';
import { writeFolder } from './folder/write-folder.ts';
import { checkName } from './plugin-name.ts';
import { readOwnManifest } from './package-folder.ts';
import { createFiles } from './template/create-files.ts';

/** Runs the command line, without node and script in `args`. Sets the exit code of the process. Never rejects. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await create(args);
  } catch (error) {
    const { message, exitCode } = asCreateError(error);
    console.error(`error: ${message}`);
    process.exitCode = exitCode;
  }
}

async function create(args: readonly string[]): Promise<void> {
  const given = readArguments(args, process.env);
  if (given.help) return console.log(HELP);
  if (given.version) return console.log(readOwnManifest().version);
  const { name, language, options } = await completeArguments(given);
  const manager = managerOf(process.env['npm_config_user_agent']);
  const target = checkTarget(checkName(name).folder);
  writeFolder(target, createFiles({ name, language, options, manager }));
  console.log(nextSteps(target, manager));
}

function asCreateError(cause: unknown): CreateError {
  if (cause instanceof CreateError) return cause;
  return new CreateError(`Nothing was created: ${(cause as Error).message}.`, { exitCode: 1, cause });
}

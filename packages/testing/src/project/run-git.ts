import { once } from 'node:events';
import { devNull } from 'node:os';
import { text } from 'node:stream/consumers';
import { TaskError } from '@poppobuilder/core';
import { spawnChild } from '@poppobuilder/core/runner-kit';

/** Runs git in a folder, as if the user had configured nothing. Rejects with `COMMAND_FAILED` when it fails. */
export async function runGit(folder: string, args: readonly string[]): Promise<string> {
  const child = spawnChild('git', args, {
    cwd: folder,
    environment: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError('git has no output');
  try {
    const [output, problem, [exitCode]] = await Promise.all([
      text(stdout),
      text(stderr),
      once(child, 'close'),
    ]);
    if (exitCode === 0) return output;
    throw new Error(problem.trim());
  } catch (cause) {
    const message = `"git ${args[0]}" failed in the test project: ${(cause as Error).message}. Install git 2.28 or later.`;
    throw new TaskError({ code: 'COMMAND_FAILED', message, cause });
  }
}

/** Variables such as `GIT_DIR`, which git sets for its hooks, would lead git into another repository. */
function gitEnvironment(): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

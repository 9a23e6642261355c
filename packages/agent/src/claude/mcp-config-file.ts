import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { AgentError } from '../agent-error.ts';
import type { AgentOptions } from '../agent-options.ts';

/**
 * Returns the path of a file with MCP servers, which may contain secrets and therefore never are an argument. Throws
 * `INVALID_CONFIG` when the configuration names a file that cannot be read.
 *
 * @param folder - the temporary folder of the run, for servers that are in no file yet
 */
export async function placeMcpConfig(
  config: AgentOptions['mcpConfig'],
  folder: string,
): Promise<string | undefined> {
  if (config === undefined) return undefined;
  if (typeof config !== 'string') {
    const path = join(folder, 'mcp.json');
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  }
  try {
    await access(config, constants.R_OK);
    return config;
  } catch (cause) {
    throw new AgentError({
      code: 'INVALID_CONFIG',
      message: `The configuration is not valid: agent.mcpConfig: the file ${config} cannot be read: ${reasonOf(cause)}.`,
      hint: 'Name a file that the user of PoppoBuilder can read, or write the servers into the configuration.',
      retryable: false,
      component: 'agent',
      cause,
    });
  }
}

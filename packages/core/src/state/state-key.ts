import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskError } from '../errors/task-error.ts';

/** Variable of the host with the key, so that several machines have the same. */
export const STATE_KEY_VARIABLE = 'POPPOBUILDER_STATE_KEY';

/** Name of the file with the key in `POPPOBUILDER_HOME`. */
export const STATE_KEY_FILE = 'state.key';

const KEY_SIZE = 32;

/**
 * Resolves with the key of a home's blobs: that of the variable `POPPOBUILDER_STATE_KEY`, else of the file `state.key`, which
 * is made when there is none. Rejects with `INVALID_CONFIG`.
 */
export async function readStateKey(homeFolder: string, environment: NodeJS.ProcessEnv): Promise<Buffer> {
  const given = environment[STATE_KEY_VARIABLE];
  if (given !== undefined && given !== '') return decode(given, `The variable ${STATE_KEY_VARIABLE}`);
  const path = join(homeFolder, STATE_KEY_FILE);
  try {
    return await readKeyFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await createKeyFile(homeFolder, path);
  return readKeyFile(path);
}

async function readKeyFile(path: string): Promise<Buffer> {
  const [text, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new TaskError({
      code: 'INVALID_CONFIG',
      message: `The file ${path} with the key of the state can be read by other users.`,
      hint: `Run chmod 600 ${path}`,
    });
  }
  return decode(text.trim(), `The file ${path}`);
}

/** Of several processes that make one at the same time, all read the same afterwards. */
async function createKeyFile(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const temporary = join(folder, `.state-key-${randomUUID()}`);
  try {
    await writeFile(temporary, `${randomBytes(KEY_SIZE).toString('base64')}\n`, { mode: 0o600, flush: true });
    await chmod(temporary, 0o600);
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function decode(text: string, what: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_SIZE && key.toString('base64') === text) return key;
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `${what} is no key: it must be ${KEY_SIZE} bytes in base64.`,
    hint: 'Make one with: openssl rand -base64 32',
  });
}

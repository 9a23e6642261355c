import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDataFolder } from '@poppobuilder/core';

/** What goes into the credentials file of a project. */
export interface Credentials {
  /** Texts that sections take a secret from. */
  readonly keys: Record<string, string>;
  /** Own secrets, by the names that handlers declare. */
  readonly secrets: Record<string, string>;
}

/** Adds secrets to `.poppo/credentials.json`. Returns what puts the file back as it was. */
export async function writeCredentials(
  projectPath: string,
  { keys, secrets }: Credentials,
): Promise<() => Promise<void>> {
  if (Object.keys(keys).length + Object.keys(secrets).length === 0) return async () => undefined;
  const file = join(ensureDataFolder(projectPath), 'credentials.json');
  const before = await readFile(file, 'utf8').catch(() => undefined);
  const { secrets: earlier, ...others } = JSON.parse(before ?? '{}') as Record<string, unknown>;
  const content = { ...others, ...keys, secrets: { ...Object(earlier), ...secrets } };
  await writeFile(file, JSON.stringify(content), { mode: 0o600 });
  return () => (before === undefined ? rm(file, { force: true }) : writeFile(file, before));
}

import type { InputFile } from '../files/find-input-files.ts';

/** Placeholder. */
export async function knownBlobs(
  _projectPath: string,
  _files: readonly InputFile[],
  _gitFolder: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  return undefined;
}

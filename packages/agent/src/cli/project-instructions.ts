import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from '@poppobuilder/core';

/** A command-line argument may have 128 KiB: half for these, a quarter for the request's addition. In bytes. */
const MAX_INSTRUCTIONS = 64 * 1024;
const MAX_ADDITION = 32 * 1024;

/**
 * Returns the project's instructions, which the agent itself ignores together with the repository's settings. A link to a
 * file outside the folder is ignored.
 */
export async function readProjectInstructions(
  folder: string,
  files: readonly string[],
): Promise<string | undefined> {
  const texts = await Promise.all(files.map((file) => readInside(folder, file)));
  const found = texts.filter((text) => text !== undefined && text.trim() !== '');
  return found.length === 0 ? undefined : found.join('\n\n');
}

/** Returns the addition to the system prompt: the project's instructions and the request's text, each cut to its share. */
export function composeSystemPrompt(
  instructions: string | undefined,
  addition: string | undefined,
): string | undefined {
  const parts: string[] = [];
  if (instructions !== undefined && instructions.trim() !== '') {
    const text = cut(instructions, MAX_INSTRUCTIONS);
    parts.push(`<project-instructions>\n${text}\n</project-instructions>`);
  }
  if (addition !== undefined) parts.push(cut(addition, MAX_ADDITION));
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

async function readInside(folder: string, file: string): Promise<string | undefined> {
  try {
    const path = await realpath(join(folder, file));
    return isInside(await realpath(folder), path)
      ? new TextDecoder().decode(await readFile(path))
      : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function cut(text: string, limit: number): string {
  const bytes = Buffer.from(text.replaceAll('\0', ''));
  if (bytes.length <= limit) return bytes.toString();
  const kept = new TextDecoder().decode(bytes.subarray(0, limit), { stream: true });
  return `${kept}\n[... ${bytes.length - limit} bytes left out ...]`;
}

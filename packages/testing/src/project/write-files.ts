import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isInside, TaskError } from '@poppobuilder/core';

/** Contents by paths relative to the project, with `/` as the separator. A text that begins with `#!` becomes executable. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a folder. Throws `INVALID_CONFIG` for a path that leads out of it. */
export async function writeFiles(folder: string, files: ProjectFiles): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = resolve(folder, name);
    if (path === folder || !isInside(folder, path)) {
      const message = `The file ${JSON.stringify(name)} of createTestProject() does not lie in the project. Give a relative path.`;
      throw new TaskError({ code: 'INVALID_CONFIG', message });
    }
    await mkdir(dirname(path), { recursive: true });
    const isScript = typeof content === 'string' && content.startsWith('#!');
    await writeFile(path, content, { mode: isScript ? 0o755 : 0o644 });
  }
}

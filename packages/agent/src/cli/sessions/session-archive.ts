import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';

/** Contents of files in base64, by their paths. */
const archiveSchema = z.strictObject({
  files: z.record(
    z.string().refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'), 'leaves its folder'),
    z.base64(),
  ),
});

/** Size of the largest archive when it is unpacked: 512 MiB. In bytes. */
const MAX_UNPACKED = 512 * 1024 ** 2;

/** Packs files of a folder, by their paths in it. */
export async function packFiles(folder: string, paths: readonly string[]): Promise<Buffer> {
  const entries = paths.map(
    async (path) => [path, (await readFile(join(folder, path))).toString('base64')] as const,
  );
  return promisify(gzip)(JSON.stringify({ files: Object.fromEntries(await Promise.all(entries)) }));
}

/** Writes what {@link packFiles} packed. A longer file stays, because sessions only grow. Rejects when it is damaged. */
export async function unpackFiles(folder: string, archive: Uint8Array): Promise<void> {
  const text = await promisify(gunzip)(archive, { maxOutputLength: MAX_UNPACKED });
  const { files } = archiveSchema.parse(JSON.parse(text.toString()));
  for (const [path, content] of Object.entries(files)) {
    const data = Buffer.from(content, 'base64');
    const target = join(folder, path);
    const found = await stat(target).catch(() => undefined);
    if (found !== undefined && found.size >= data.length) continue;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const temporary = `${target}.${randomUUID()}`;
    await writeFile(temporary, data, { mode: 0o600 });
    await rename(temporary, target);
  }
}

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceDiagrams } from '../diagrams/replace-diagrams.ts';
import { listDocuments } from './list-documents.ts';
import { IMAGES, rewriteLinks } from './rewrite-links.ts';

/** Writes the documents of a repository to a folder as pages of the site, with their pictures, and with their diagrams drawn. */
export async function stagePages(repository: string, stage: string): Promise<void> {
  const documents = listDocuments(repository);
  await cp(join(repository, IMAGES), join(stage, 'public/images'), { recursive: true });
  await Promise.all(
    documents.map(async ({ file, page }) => {
      const text = await readFile(join(repository, file), 'utf8');
      const linked = rewriteLinks(text, { repository, documents, file });
      const { markdown, images } = replaceDiagrams(linked);
      await write(join(stage, `${page}.md`), markdown);
      for (const [name, svg] of images) await write(join(stage, 'public/diagrams', name), svg);
    }),
  );
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { repository, site } from '../folders.ts';
import { type Entry, listEntries } from './list-entries.ts';

/** Writes the API reference, one page for each entry of a published package, to a folder. Throws when the sources cannot be read. */
export async function generateApi(folder: string): Promise<void> {
  const entries = listEntries();
  const options: TypeDocOptions & PluginOptions = {
    name: 'API reference',
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ file }) => join(repository, file)),
    tsconfig: await writeTsconfig(entries),
    // Other steps check the types.
    skipErrorChecking: true,
    excludeInternal: true,
    disableSources: true,
    basePath: repository,
    readme: 'none',
    entryFileName: 'index',
    outputs: [{ name: 'markdown', path: folder }],
    outputFileStrategy: 'modules',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useHTMLEncodedBrackets: true,
    sanitizeComments: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    enumMembersFormat: 'table',
    useCustomAnchors: true,
    customAnchorsFormat: 'curlyBrace',
    tableColumnSettings: { hideModifiers: true },
    // What this prints of documented code is for those who write it.
    logLevel: 'Error',
  };
  const application = await Application.bootstrapWithPlugins(options);
  const project = await application.convert();
  if (project === undefined)
    throw new Error('The API reference could not be generated; see the errors above.');
  for (const { file, name } of entries) {
    const module = project.children?.find(
      (child) => `${child.name}.ts` === file || `${child.name}/index.ts` === file,
    );
    if (module === undefined) throw new Error(`The API reference lacks ${name}.`);
    module.name = name;
  }
  await application.generateOutputs(project);
}

/** Writes a tsconfig with the entries as its files, and returns its path: only files of a program can be entries. */
async function writeTsconfig(entries: readonly Entry[]): Promise<string> {
  const file = join(site, 'dist/tsconfig.api.json');
  const options = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: { noEmit: true, declaration: false, isolatedDeclarations: false },
    files: entries.map((entry) => join(repository, entry.file)),
  };
  await mkdir(join(site, 'dist'), { recursive: true });
  await writeFile(file, JSON.stringify(options));
  return file;
}

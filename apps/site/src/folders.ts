import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const repository: string = fileURLToPath(new URL('../../..', import.meta.url));

/** Folder of this package, which holds VitePress's configuration. */
export const site: string = fileURLToPath(new URL('..', import.meta.url));

/** Pages as VitePress reads them: copies of the documents, and generated ones. */
export const stage: string = fileURLToPath(new URL('../dist/pages', import.meta.url));

/** The site as it is published. */
export const output: string = fileURLToPath(new URL('../dist/site', import.meta.url));

/** Where the sources are published; links to files that are no pages lead there. */
export const REPOSITORY_URL = 'https://github.com/poppobuilder/poppobuilder';

/** Path of the site on its server, such as `/poppobuilder/`. */
export const BASE: string = process.env['SITE_BASE'] ?? '/';

import { globSync } from 'node:fs';
import { sep } from 'node:path';

/** A Markdown file of the repository, and the page of the site that it becomes. */
export interface Document {
  /** Relative to the repository: `docs/guide/caching.md`. */
  readonly file: string;
  /** Relative to the site, without an extension: `guide/caching`. */
  readonly page: string;
}

/** Documents outside of `docs/`, by the page that they become. */
const PATTERNS: readonly (readonly [glob: string, nameOf: (file: string) => string])[] = [
  ['docs/**/*.md', (file) => file.slice('docs/'.length, -'.md'.length)],
  ['packages/*/README.md', (file) => file.slice(0, -'/README.md'.length)],
  ['plugins/*/README.md', (file) => file.slice(0, -'/README.md'.length)],
  ['apps/cli/README.md', () => 'packages/poppobuilder'],
  ['examples/README.md', () => 'examples'],
  ['CONTRIBUTING.md', () => 'contributing'],
  ['SECURITY.md', () => 'security'],
  ['CODE_OF_CONDUCT.md', () => 'code-of-conduct'],
];

/** The index of `docs/` and the README are for readers of the repository; the site has a start page of its own. */
const START_PAGES: ReadonlySet<string> = new Set(['docs/README.md', 'README.md']);

/** Returns all documents of a repository that are pages of the site, sorted by file. */
export function listDocuments(repository: string): Document[] {
  return PATTERNS.flatMap(([glob, nameOf]) =>
    globSync(glob, { cwd: repository, exclude: ['**/node_modules/**'] })
      .map((file) => file.split(sep).join('/'))
      .filter((file) => !START_PAGES.has(file))
      .map((file) => ({ file, page: withoutReadme(nameOf(file)) })),
  ).toSorted((one, other) => (one.file < other.file ? -1 : 1));
}

/** Returns the page that a file of the repository is shown on; `undefined` for files that are no pages. */
export function pageOf(file: string, documents: readonly Document[]): string | undefined {
  if (START_PAGES.has(file)) return 'index';
  return documents.find((document) => document.file === file)?.page;
}

const withoutReadme = (page: string): string => page.replace(/\/README$/, '/index');

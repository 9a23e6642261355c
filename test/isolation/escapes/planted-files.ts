import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A file with its content, a link with `-> target`, or a folder. */
type Planted = { readonly content: Buffer; readonly mode: number } | { readonly link: string } | 'folder';

/** Files that attempts are after: what became of them is reported, and they can be planted anew. */
export class PlantedFiles {
  readonly #root: string;
  /** By path below the root; every folder comes before what is in it. */
  readonly #planted = new Map<string, Planted>();
  /** Whether a path, relative to the root, is left alone. */
  readonly #ignores: (path: string) => boolean;

  constructor(root: string, ignores: (path: string) => boolean) {
    this.#root = root;
    this.#ignores = ignores;
  }

  folder(path: string): string {
    if (path === '.') return this.#root;
    this.folder(dirname(path));
    this.#planted.set(path, 'folder');
    return join(this.#root, path);
  }

  file(path: string, content: string | Buffer, mode = 0o644): string {
    this.folder(dirname(path));
    this.#planted.set(path, { content: Buffer.from(content as string), mode });
    return join(this.#root, path);
  }

  link(path: string, target: string): string {
    this.folder(dirname(path));
    this.#planted.set(path, { link: target });
    return join(this.#root, path);
  }

  /** What is not as it was planted, by path. */
  differences(): string[] {
    const found = this.#walk('');
    const changed = [...this.#planted].filter(
      ([path, planted]) => !this.#ignores(path) && !this.#isThere(path, planted),
    );
    return [...found.filter((path) => !this.#planted.has(path)), ...changed.map(([path]) => path)];
  }

  /** Puts everything back, and removes the rest. */
  plant(): void {
    for (const path of this.differences()) rmSync(join(this.#root, path), { recursive: true, force: true });
    for (const [path, planted] of this.#planted) {
      const at = join(this.#root, path);
      if (this.#isThere(path, planted)) continue;
      rmSync(at, { recursive: true, force: true });
      if (planted === 'folder') mkdirSync(at, { mode: 0o755 });
      else if ('link' in planted) symlinkSync(planted.link, at);
      else writeFileSync(at, planted.content, { mode: planted.mode });
    }
  }

  #isThere(path: string, planted: Planted): boolean {
    const at = join(this.#root, path);
    const status = lstatSync(at, { throwIfNoEntry: false });
    if (status === undefined) return false;
    if (planted === 'folder') return status.isDirectory() && (status.mode & 0o777) === 0o755;
    if ('link' in planted) return status.isSymbolicLink() && readlinkSync(at) === planted.link;
    return (
      status.isFile() && (status.mode & 0o777) === planted.mode && readFileSync(at).equals(planted.content)
    );
  }

  #walk(path: string): string[] {
    return readdirSync(join(this.#root, path), { withFileTypes: true }).flatMap((entry) => {
      const below = relative(this.#root, join(this.#root, path, entry.name));
      if (this.#ignores(below)) return [];
      return [below, ...(entry.isDirectory() ? this.#walk(below) : [])];
    });
  }

  /** Lets the owner remove everything. */
  remove(): void {
    chmodSync(this.#root, 0o700);
    rmSync(this.#root, { recursive: true, force: true });
  }
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real, empty project folders below one temporary folder; `using` removes them. */
export class ProjectFolders implements Disposable {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-bench-')));

  /** Makes a project's folder and gives its path. */
  add(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

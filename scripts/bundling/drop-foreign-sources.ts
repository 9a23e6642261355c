import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent: readonly (string | null)[];
}

/** Leaves libraries that became part of a bundle out of its source maps: who debugs looks at our code. */
export function dropForeignSources(dist: string): void {
  for (const name of readdirSync(dist).filter((entry) => entry.endsWith('.js.map'))) {
    const file = join(dist, name);
    const map = JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
    const sourcesContent = map.sourcesContent.map((content, index) =>
      map.sources[index]?.includes('/node_modules/') === true ? null : content,
    );
    writeFileSync(file, JSON.stringify({ ...map, sourcesContent }));
  }
}

import type { Manifest } from '../workspace.ts';

const SOURCE = '@poppobuilder/source';

/** The sources that `exports` names, by the names of their files in `dist/`. */
export function listEntries({ name, exports, bin }: Manifest): Record<string, string> {
  const sources = Object.values(Object(exports) as Record<string, unknown>).flatMap((target) => {
    const source: unknown = Object(target)[SOURCE];
    return typeof source === 'string' ? [source] : [];
  });
  if (sources.length === 0 && bin === undefined) {
    throw new Error(`The "exports" of ${name} name no source. Add the condition "${SOURCE}" to each entry.`);
  }
  return Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ''), source]));
}

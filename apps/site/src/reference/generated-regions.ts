/** Writes the text of a region from the sources. */
export type RegionWriter = () => string;

const REGION = /<!-- generated: ([\w-]+) -->\n[^]*?<!-- \/generated -->/g;

/**
 * Returns a document with the text between `<!-- generated: NAME -->` and `<!-- /generated -->` written anew. Throws
 * when nobody writes a region of this name.
 */
export function fillRegions(markdown: string, writers: Readonly<Record<string, RegionWriter>>): string {
  return markdown.replaceAll(REGION, (_region, name: string) => {
    const writer = writers[name];
    if (writer === undefined) throw new Error(`Nothing generates the region "${name}".`);
    return `<!-- generated: ${name} -->\n\n${writer().trim()}\n\n<!-- /generated -->`;
  });
}

import { createHash } from 'node:crypto';
import { drawDiagram } from './draw-diagram.ts';

/** A page without Mermaid code, and the images that it shows by their file names. */
export interface PageWithImages {
  readonly markdown: string;
  readonly images: ReadonlyMap<string, string>;
}

/** Returns a page with its Mermaid diagrams as images: one for the light and one for the dark theme. */
export function replaceDiagrams(markdown: string): PageWithImages {
  const images = new Map<string, string>();
  const replaced = markdown.replaceAll(/^```mermaid\n([^]*?)^```$/gm, (_block, source: string) => {
    const { description, ...themes } = drawDiagram(source);
    const id = createHash('sha256').update(source).digest('hex').slice(0, 12);
    const tags = Object.entries(themes).map(([theme, svg]) => {
      const name = `${id}-${theme}.svg`;
      images.set(name, svg);
      return `<img class="diagram ${theme}" src="/diagrams/${name}" alt="${escapeAttribute(description)}">`;
    });
    return `<p class="diagram-box">${tags.join('')}</p>`;
  });
  return { markdown: replaced, images };
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

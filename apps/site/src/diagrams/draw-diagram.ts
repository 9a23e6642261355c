import { renderMermaidSVG } from 'beautiful-mermaid';

/** A diagram of a page as images, and as words for those who do not see it. */
export interface Diagram {
  readonly description: string;
  readonly light: string;
  readonly dark: string;
}

const COLORS = {
  light: { bg: '#ffffff', fg: '#2b2f36', accent: '#3451b2', surface: '#f6f6f7', border: '#c2c2c4' },
  dark: { bg: '#1b1b1f', fg: '#dfdfd6', accent: '#a8b1ff', surface: '#202127', border: '#515c67' },
} as const;

/** Mermaid's own line for a description, which it does not draw. */
const DESCRIPTION = /^\s*accDescr:(.*)\n/m;

/** Returns a Mermaid diagram drawn as SVG. Throws when it has no `accDescr` or cannot be drawn. */
export function drawDiagram(source: string): Diagram {
  const description = DESCRIPTION.exec(source)?.[1]?.trim();
  if (description === undefined) {
    throw new Error(`A diagram needs a line "accDescr: ..." that describes it:\n${source}`);
  }
  const code = source.replace(DESCRIPTION, '');
  const draw = (colors: (typeof COLORS)[keyof typeof COLORS]): string =>
    withoutImports(renderMermaidSVG(code, { ...colors, font: 'Arial', padding: 12, transparent: true }));
  return { description, light: draw(COLORS.light), dark: draw(COLORS.dark) };
}

/** The library has each image load its fonts from a server. */
const withoutImports = (svg: string): string => svg.replaceAll(/^\s*@import url\([^)]*\);\n/gm, '');

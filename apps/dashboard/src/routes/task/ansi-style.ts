const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** How a program in a terminal wants its text to look. */
export interface Style {
  readonly colour?: (typeof COLOURS)[number] | undefined;
  readonly isBold?: boolean | undefined;
}

/** Returns the style after a control sequence; most change something else. Backgrounds are left out: text must be readable. */
export function colourAfter(style: Style, sequence: string): Style {
  const codes = sequence.endsWith('m') && sequence.startsWith('[', 1) ? sequence.slice(2, -1).split(';') : [];
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = Number(codes[index]);
    if (code === 38 || code === 48) {
      const isPalette = codes[index + 1] === '5';
      if (code === 38)
        next = { ...next, colour: isPalette ? COLOURS[paletteIndex(codes[index + 2])] : undefined };
      index += isPalette ? 2 : 4;
    } else next = afterCode(next, code);
  }
  return next;
}

function afterCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1 || code === 22) return { ...style, isBold: code === 1 };
  if (code >= 30 && code <= 37) return { ...style, colour: COLOURS[code - 30] };
  if (code >= 90 && code <= 97) return { ...style, colour: COLOURS[code - 90] };
  return code === 39 ? { ...style, colour: undefined } : style;
}

/** The first sixteen colours of the palette are the named ones, twice; others keep the colour of the text. */
function paletteIndex(code: string | undefined): number {
  const index = Number(code);
  return index < 16 ? index % 8 : Number.NaN;
}

import { styleText } from 'node:util';
import type { TerminalStream } from './output.ts';

/** Names of the styles in use. */
export type StyleName = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Colours text where a stream shows colours; `NO_COLOR` and `FORCE_COLOR` decide first. */
export function createStyle(stream: TerminalStream): (name: StyleName, text: string) => string {
  return (name, text) => styleText(name, text, { stream });
}

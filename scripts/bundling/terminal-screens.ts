import type { Plugin } from 'rolldown';

const DEVTOOLS = 'react-devtools-core';
const NOTHING = '\0nothing';

/** Takes from Ink and React what a released program needs: neither their checks for developers nor a connection to tools. */
export const terminalScreens: Plugin = {
  name: 'terminal-screens',
  resolveId: (id) => (id === DEVTOOLS ? NOTHING : undefined),
  load: (id) => (id === NOTHING ? 'export default undefined;' : undefined),
};

/** What React asks at every start is known when it is bundled. */
export const released: Record<string, string> = { 'process.env.NODE_ENV': '"production"' };

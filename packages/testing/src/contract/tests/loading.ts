import { fail } from '../contract-test.ts';
import { probeLoading } from '../isolated/probe-loading.ts';

/** Fails if loading a module does more than defining a plugin. */
export async function loadsWithoutEffects(module: string): Promise<void> {
  const { error, denied, open, variables, movedTo, printed } = await probeLoading(module);
  const effects = [
    ...denied.map((what) => `it needs ${what}`),
    ...(denied.length === 0 && error !== undefined ? [`it does not load: ${error}`] : []),
    ...open.map((what) => `it leaves ${what} open`),
    ...variables.map((name) => `it changes the variable ${name}`),
    ...(movedTo === undefined ? [] : ['it changes the working directory']),
    ...(printed === '' ? [] : [`it prints ${JSON.stringify(printed.slice(0, 200))}`]),
  ];
  if (effects.length === 0) return;
  fail(
    `The module works at load time: ${effects.join('; ')}. Plugins are loaded without permissions, by processes that only ` +
      'look at them too: move it into a handler or a service.',
  );
}

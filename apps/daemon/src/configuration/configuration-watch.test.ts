import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationWatch, stampOf } from './configuration-watch.ts';
import type { DaemonConfiguration } from './daemon-configuration.ts';
import { loadConfiguration } from './load-configuration.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  file = join(folder, 'poppobuilder.config.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (keys: object): void =>
  writeFileSync(file, JSON.stringify({ projects: { shop: { path: '/srv/shop' } }, ...keys }));

const load = async (path: string): ReturnType<typeof loadConfiguration> =>
  loadConfiguration(path, {
    homeFolder: folder,
    openPlugins: () => ({
      checkConfig: async () => ({ mistakes: [], unknown: [] }),
      inspectPlugins: async () => [],
      [Symbol.asyncDispose]: async () => undefined,
    }),
  });

it('a change applies as a whole or not at all, and the last valid configuration stays', async () => {
  write({ slots: 2 });
  const stamp = stampOf(file);
  const { configuration } = await load(file);
  const applied: DaemonConfiguration[] = [];
  const happened: unknown[] = [];
  let changed = Promise.withResolvers<void>();
  const report = (what: unknown): void => {
    happened.push(what);
    changed.resolve();
  };
  const watch = new ConfigurationWatch({
    configuration: { ...configuration, file },
    stamp,
    load,
    interval: 20,
    apply: async (next) => {
      applied.push(next);
      if (next.budgets.day?.usd === 13) throw new Error('unlucky');
    },
    onApplied: ({ needRestart }) => report(needRestart),
    onInvalid: (error) => report((error as Error).message),
  });
  const next = async (change: () => void): Promise<unknown> => {
    changed = Promise.withResolvers();
    change();
    await changed.promise;
    return happened.at(-1);
  };
  try {
    expect(await next(() => write({ slots: 2, budgets: { day: { usd: 5 } } }))).toEqual([]);
    expect(watch.current.budgets).toEqual({ day: { usd: 5 } });
    expect(await next(() => write({ slots: 3, http: { port: 1 }, notify: [] }))).toEqual(['http', 'slots']);
    expect(watch.current).toMatchObject({ slots: 2, http: { port: 4780 }, budgets: {} });
    const before = watch.current;
    expect(await next(() => write({ slot: 2, budgets: { day: { usd: 1 } } }))).toContain(
      'slot: is not a known field (did you mean "slots"?)',
    );
    expect(watch.current).toBe(before);
    // An editor replaces the file.
    expect(
      await next(() => {
        write({ budgets: { day: { usd: 13 } } });
        renameSync(file, join(folder, 'new'));
        renameSync(join(folder, 'new'), file);
      }),
    ).toBe('unlucky');
    expect(applied.at(-1)).toBe(before);
    expect(watch.current).toBe(before);
    expect(await next(() => write({ slots: 2, budgets: { day: { usd: 7 } } }))).toEqual([]);
    expect(watch.current.budgets.day?.usd).toBe(7);
  } finally {
    await watch.close();
  }
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pluginChecks } from '../fixtures/plugin-checks.ts';
import { findConfiguration } from './find-configuration.ts';
import { readConfiguration } from './read-configuration.ts';
import { loadConfiguration, type LoadedConfiguration } from './load-configuration.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'configuration-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const load = async (file: string, isNamed = false): Promise<LoadedConfiguration> =>
  loadConfiguration(file, {
    isNamed,
    openPlugins: pluginChecks(join(folder, 'home')),
    homeFolder: join(folder, 'home'),
  });

const messageOf = async (file: string): Promise<string> =>
  load(file).then(
    () => 'no mistakes',
    (error: Error & { code: string }) => `${error.code} ${error.message}`,
  );

describe('a configuration', () => {
  it('in TypeScript is loaded with defineConfig, variables of the environment and functions', async () => {
    write('shared.ts', 'export const days: string = "fri-mon";');
    const file = write(
      'poppobuilder.config.ts',
      `import { defineConfig } from 'poppobuilder';
       import { days } from './shared.ts';
       interface Shop { readonly path: string }
       const shop: Shop = { path: 'shop' };
       export default defineConfig({
         database: { url: process.env.NOT_SET },
         slots: 3,
         projects: {
           shop: { ...shop, activeHours: { days, from: '22:00', to: '06:00', timeZone: 'Asia/Tokyo' }, agent: { model: 'opus' } },
           cloned: { repository: 'acme/cloned', concurrency: 1, approval: 'start' },
         },
       });`,
    );
    const { configuration, warnings } = await load(file);
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({
      file,
      from: folder,
      database: { folder: join(folder, 'home/database') },
      http: { host: '127.0.0.1', port: 4780 },
      slots: 3,
      projects: {
        shop: {
          path: join(folder, 'shop'),
          concurrency: 3,
          weight: 1,
          activeHours: { days: [0, 1, 5, 6], from: 22 * 60, to: 6 * 60, timeZone: 'Asia/Tokyo' },
          sections: { agent: { model: 'opus' } },
        },
        cloned: { path: join(folder, 'home/repositories/cloned'), repository: 'acme/cloned', concurrency: 1 },
      },
    });
    expect(configuration.minFreeMemory).toMatch(/B$/);
  });

  it.each([
    ['the folder of the configuration', '.', true],
    ['a folder above it', '..', true],
    ['another name of that folder', 'link', true],
    ['a folder beside it', '../beside', false],
    ['a folder in it', 'shop', false],
  ])(
    'is only used where the tasks of a project can write it when it is named: %s',
    async (_what, path, isExposed) => {
      const place = join(folder, 'place');
      for (const name of ['place/shop', 'beside']) mkdirSync(join(folder, name), { recursive: true });
      symlinkSync('.', join(place, 'link'));
      const file = write('place/poppobuilder.config.json', { projects: { shop: { path } } });
      const { warnings } = await load(file, true);
      const exposure = expect.stringContaining(`projects.shop.path: ${file} lies in the project`) as string;
      expect(warnings).toEqual(isExposed ? [exposure] : []);
      const found = await messageOf(file);
      expect(found).toEqual(isExposed ? exposure : 'no mistakes');
    },
  );

  it.each([
    ['poppobuilder.config.mjs', 'export default { projects: { shop: { path: "/srv/shop" } } };'],
    ['poppobuilder.config.js', 'module.exports = { projects: { shop: { path: "/srv/shop" } } };'],
    ['poppobuilder.config.mts', 'export default { projects: { shop: { path: "/srv/shop" as string } } };'],
    ['poppobuilder.config.json', '{ "projects": { "shop": { "path": "/srv/shop" } } }'],
  ])('may be %s', async (name, content) => {
    const { configuration } = await load(write(name, content));
    expect(configuration.projects['shop']?.path).toBe('/srv/shop');
  });

  it.each(['ts', 'mjs', 'js', 'json'])(
    'in a .%s file is read anew when it has changed',
    async (extension) => {
      const content = (slots: number): string => {
        const value = JSON.stringify({ slots, projects: { shop: { path: '/srv/shop' } } });
        return extension === 'json' ? value : `export default ${value};`;
      };
      const file = write(`poppobuilder.config.${extension}`, content(3));
      expect(await readConfiguration(file)).toMatchObject({ slots: 3 });
      write(`poppobuilder.config.${extension}`, content(4));
      expect(await readConfiguration(file)).toMatchObject({ slots: 4 });
    },
  );

  it('with 30 mistakes is rejected with each of them, its path and a suggestion', async () => {
    const file = write('poppobuilder.config.json', {
      plugns: [],
      plugins: ['@acme/not-there'],
      database: { url: 'postgres://localhost/a', folder: '/a' },
      http: { host: '', port: 70_000, publicUrl: 'ftp://x', prt: 1 },
      slots: 0,
      isolation: 'sanbox',
      minFreeMemory: 'much',
      budgets: { day: { eur: 5 }, run: { runs: 2 }, month: { usd: 1 } },
      notify: [{ on: ['broken'], webhook: { url: 'http://chat.example.com' } }],
      projects: {
        'bad id': { path: '/a' },
        shop: {
          repository: 'shop',
          path: '/srv/shop',
          trigers: {},
          triggers: { github: 5 },
          schedules: {
            nightly: { cron: 'every night', task: { type: 'custom-command', projectId: 'x' } },
            weekly: { every: 5, timeZone: 'Mars/Base', task: {} },
          },
          budgets: { issue: { usd: -1 } },
          activeHours: { days: 'mon-fry', from: '8:00', to: '25:00', timeZone: 'Berlin' },
          approval: 'always',
          concurrency: 1.5,
          weight: 0,
          agent: { maxTurns: 'x', modl: 'opus' },
          lnguage: 'en',
          githubToken: 'x',
        },
        empty: {},
      },
    });
    const message = await messageOf(file);
    expect(message).toContain(`INVALID_CONFIG ${file} has `);
    const mistakes = message.split('\n').slice(1);
    const expected = [
      'plugns: is not a known field (did you mean "plugins"?)',
      'plugins: ',
      'database: set only one of',
      'http.host: ',
      'http.port: ',
      'http.publicUrl: ',
      'http.prt: is not a known field (did you mean "port"?)',
      'slots: ',
      'isolation: ',
      'minFreeMemory: ',
      'budgets.day.eur: ',
      'budgets.run.runs: ',
      'budgets.month: ',
      'notify[0].on[0]: ',
      'notify[0].webhook.url: must begin with "https://"',
      'projects["bad id"]: ',
      'projects.shop.repository: must be "owner/name"',
      'projects.shop.trigers: is not a known field (did you mean "triggers"?)',
      'projects.shop.triggers.github: ',
      'projects.shop.schedules.nightly.cron: ',
      'projects.shop.schedules.nightly.task.projectId: ',
      'projects.shop.schedules.weekly.every: ',
      'projects.shop.schedules.weekly.timeZone: ',
      'projects.shop.schedules.weekly.task.type: ',
      'projects.shop.budgets.issue.usd: ',
      'projects.shop.activeHours.days: "fry" is not a day (did you mean "fri"?)',
      'projects.shop.activeHours.from: ',
      'projects.shop.activeHours.to: ',
      'projects.shop.activeHours.timeZone: ',
      'projects.shop.approval: ',
      'projects.shop.concurrency: ',
      'projects.shop.weight: ',
      'projects.shop.agent.maxTurns: ',
      'projects.shop.agent.modl: is not a known field (did you mean "model"?)',
      'projects.shop.lnguage: is not a known field (did you mean "language"?)',
      'projects.shop.githubToken: ',
    ];
    const missing = expected.filter((start) => !mistakes.some((line) => line.trim().startsWith(start)));
    expect({ missing, mistakes: missing.length > 0 ? mistakes : [] }).toEqual({ missing: [], mistakes: [] });
    expect(expected.length).toBeGreaterThanOrEqual(30);
  });

  it.each([
    ['is missing what it must have', '{}', 'projects: is missing'],
    ['is no object', '[1]', 'expected object'],
    ['is broken', '{ "projects": ', 'cannot be read'],
    [
      'notifies a URL with a password',
      '{ "projects": {}, "notify": [{ "webhook": { "url": "https://anna:secret@chat.example.com" } }] }',
      'notify[0].webhook.url: must have no user name or password',
    ],
  ])('that %s is rejected', async (_, content, problem) => {
    expect(await messageOf(write('poppobuilder.config.json', content))).toContain(problem);
  });

  it('that throws is rejected with the reason', async () => {
    const file = write('poppobuilder.config.ts', 'throw new Error("no disk");');
    expect(await messageOf(file)).toContain(`INVALID_CONFIG ${file} cannot be read: no disk.`);
  });

  it('with a section that no plugin has is valid, with a warning', async () => {
    const file = write('poppobuilder.config.json', {
      projects: { shop: { path: '/srv', coverage: { min: 1 } } },
    });
    const { configuration, warnings } = await load(file);
    expect(configuration.projects['shop']?.sections).toEqual({ coverage: { min: 1 } });
    expect(warnings).toEqual([expect.stringContaining('projects.shop.coverage')]);
  });
});

describe('finding a configuration', () => {
  const content = '{"projects":{}}';

  it('goes from the folder upward, then to the home folder', () => {
    const environment = { POPPOBUILDER_HOME: join(folder, 'home') };
    const inner = join(folder, 'work/inner');
    mkdirSync(inner, { recursive: true });
    mkdirSync(join(folder, 'home'));
    const find = (): string => findConfiguration({ folder: inner, environment });
    expect(find).toThrow(`There is no poppobuilder.config.ts`);
    const atHome = write('home/poppobuilder.config.json', content);
    expect(find()).toBe(atHome);
    const above = write('work/poppobuilder.config.json', content);
    expect(find()).toBe(above);
    const first = write('work/poppobuilder.config.ts', 'export default {}');
    expect(find()).toBe(first);
  });

  it('takes the named file, which must exist and be of a known kind', () => {
    const named = write('other.json', content);
    const yaml = write('other.yaml', '');
    expect(findConfiguration({ config: 'other.json', folder })).toBe(named);
    expect(() => findConfiguration({ config: yaml })).toThrow('must end with .ts');
    expect(() => findConfiguration({ config: 'none.json', folder })).toThrow('There is no file');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withMiddleware } from '@poppobuilder/core';
import { describe, expect, it, vi } from 'vitest';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { updateCheckout } from './checkout.ts';
import { CheckoutKeeper } from './checkouts.ts';
import { cloneUrlOf, tokenInEnvironment } from './clone-source.ts';

const WAITING = { timeout: 20_000, interval: 20 };

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  });

function commit(repository: string, content: string): void {
  writeFileSync(join(repository, 'file'), content);
  git(repository, 'add', 'file');
  git(repository, 'commit', '--quiet', '-m', content);
}

it('a repository is cloned, kept up to date, and held with a reason while it cannot be', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const repository = join(world.folder, 'upstream');
  mkdirSync(repository);
  git(repository, 'init', '--quiet', '-b', 'trunk');
  commit(repository, 'first');
  const path = join(world.folder, 'home/repositories/shop');
  world.configuration = world.configured({
    path,
    repository: 'acme/shop',
    sections: { github: { cloneUrl: repository } },
  });
  const other = join(world.folder, 'other');
  const another = { ...Object.values(world.configured({}).projects)[0], path: other } as ProjectConfiguration;
  world.configuration = {
    ...world.configuration,
    projects: {
      ...world.configuration.projects,
      other: another,
    },
  };
  const keeper = new CheckoutKeeper({
    holds: engine.holds,
    configuration: () => world.configuration,
    environment: process.env,
    tokenOf: async () => undefined,
    onError: (error) => world.problems.push(error),
    interval: 50,
    maxAge: 0,
  });
  world.closeLater(async () => keeper.close());
  const holds = async (): Promise<string[]> =>
    (await engine.holds.list()).map(({ id, reason }) => `${id} ${reason.message}`);
  await keeper.refresh();
  await vi.waitFor(
    async () =>
      expect(await holds()).toEqual([`checkout/other The folder ${other} of "other" does not exist.`]),
    WAITING,
  );
  expect(readFileSync(join(path, 'file'), 'utf8')).toBe('first');
  expect(git(path, 'rev-parse', '--abbrev-ref', 'HEAD').trim()).toBe('trunk');
  expect(git(path, 'remote', 'get-url', 'origin').trim()).toBe(repository);
  mkdirSync(other);
  await vi.waitFor(async () => expect(await holds()).toEqual([]), WAITING);

  // A task may write anything into the checkout; git does not start it.
  const canary = join(world.folder, 'canary');
  git(path, 'config', 'core.fsmonitor', `touch ${canary}`);
  git(path, 'config', 'core.sshCommand', `touch ${canary}`);
  writeFileSync(join(path, 'file'), 'changed by a task');
  writeFileSync(join(path, 'artifact'), 'kept');
  commit(repository, 'second');
  const runner = withMiddleware(world.runner, keeper.middleware);
  const run = async (id: string): Promise<unknown> =>
    runner.execute({ ...world.task({ projectPath: path }), id });
  await run('a');
  expect(readFileSync(join(path, 'file'), 'utf8')).toBe('second');
  expect(readFileSync(join(path, 'artifact'), 'utf8')).toBe('kept');
  expect(existsSync(canary)).toBe(false);

  renameSync(repository, `${repository}.renamed`);
  rmSync(path, { recursive: true });
  await vi.waitFor(
    async () => expect((await holds())[0]).toContain('Check projects.shop.repository'),
    WAITING,
  );
  renameSync(`${repository}.renamed`, repository);
  await vi.waitFor(async () => expect(await holds()).toEqual([]), WAITING);
  expect(readFileSync(join(path, 'file'), 'utf8')).toBe('second');
  await run('b');
  expect(world.problems).toEqual([]);
});

describe('the git of the daemon', () => {
  it.each([
    ['a folder of the checkout', 'tools', (path: string) => join(path, 'tools')],
    [
      'node_modules/.bin of the checkout',
      'node_modules/.bin',
      (path: string) => join(path, 'node_modules/.bin'),
    ],
    ['the folder that it starts in', '.', () => '.'],
    ['an entry without a name', '.', () => ''],
  ])('is not one that a task left where PATH leads: %s', async (_where, folder, entryOf) => {
    await using world = new RulesWorld();
    const repository = join(world.folder, 'upstream');
    mkdirSync(repository);
    git(repository, 'init', '--quiet', '-b', 'trunk');
    commit(repository, 'first');
    const path = join(world.folder, 'clone');
    const canary = join(world.folder, 'canary');
    mkdirSync(join(path, folder), { recursive: true });
    const script = `#!/bin/sh\ntouch ${canary}\n`;
    for (const name of ['git', 'git-upload-pack', 'sh'])
      writeFileSync(join(path, folder, name), script, { mode: 0o755 });
    const environment = { ...process.env, PATH: [entryOf(path), process.env['PATH']].join(delimiter) };
    await updateCheckout({ path, source: { url: repository, token: undefined }, environment });
    expect(readFileSync(join(path, 'file'), 'utf8')).toBe('first');
    expect(existsSync(canary)).toBe(false);
  });
});

describe('the source of a clone', () => {
  const environment = { GITHUB_TOKEN: 'common', GITHUB_TOKEN_MY_SHOP: 'own' };
  it.each([
    ['my-shop', {}, ['https://github.com/acme/shop.git', 'own']],
    [
      'other',
      { baseUrl: 'https://ghe.example.com/api/v3' },
      ['https://ghe.example.com/acme/shop.git', 'common'],
    ],
    ['other', { cloneUrl: '/srv/shop.git' }, ['/srv/shop.git', 'common']],
  ])('of %s with %j is known', (id, github, source) => {
    const url = cloneUrlOf({ repository: 'acme/shop', sections: { github } });
    expect([url, tokenInEnvironment(id, environment)]).toEqual(source);
  });
});

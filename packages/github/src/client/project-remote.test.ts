import { describe, expect, it } from 'vitest';
import { findCloneUrl, findRepository, findSignInUrl, type RemoteSources } from './project-remote.ts';

const sources = (origin: string | undefined, config: RemoteSources['config'] = {}): RemoteSources => ({
  config,
  origin,
  hasSecret: true,
});

describe('the repository', () => {
  it.each([
    'https://github.com/acme/site',
    'https://github.com/acme/site.git',
    'https://user:word@github.com/acme/site/',
    'git@github.com:acme/site.git',
    'github.com:acme/site',
    'ssh://git@github.com/acme/site.git',
    'ssh://git@ssh.github.com:443/acme/site.git',
    'git://github.com/acme/site.git',
  ])('is read from %s', (origin) => {
    expect(findRepository(sources(origin))).toEqual({ owner: 'acme', repo: 'site' });
  });

  it.each([
    'file:///acme/site',
    '/acme/site',
    '../acme/site',
    'https://github.com/site',
    'https://github.com/a/b/c',
    'C:\\acme\\site',
    undefined,
  ])('is not guessed from %s', (origin) => {
    expect(() => findRepository(sources(origin))).toThrow(/Set github\.owner and github\.repo\.$/);
  });

  it.each(['https://gitlab.example.com/acme/site.git', 'git@git.example.com:acme/site.git'])(
    'is not one of the same name at GitHub for the origin %s',
    (origin) => {
      expect(() => findRepository(sources(origin))).toThrow(
        /origin is at git(lab)?\.example\.com, and https:\/\/api\.github\.com is asked.*github\.baseUrl/,
      );
      const config = {
        baseUrl: `https://${origin.includes('gitlab') ? 'gitlab' : 'git'}.example.com/api/v3`,
      };
      expect(findRepository(sources(origin, config))).toEqual({ owner: 'acme', repo: 'site' });
    },
  );

  it('is read by an alias of ssh, and cloned by https', () => {
    const aliased = sources('git@github-work:acme/site.git');
    expect(findRepository(aliased)).toEqual({ owner: 'acme', repo: 'site' });
    expect(findCloneUrl(aliased)).toBe('https://github.com/acme/site.git');
  });

  it('is as configured first, and then as the clone address names it', () => {
    expect(findRepository(sources('git@github.com:a/b', { owner: 'acme' }))).toEqual({
      owner: 'acme',
      repo: 'b',
    });
    expect(findRepository(sources('git@github.com:a/b', { cloneUrl: 'https://github.com/c/d' }))).toEqual({
      owner: 'c',
      repo: 'd',
    });
  });
});

describe('git', () => {
  const named = { owner: 'acme', repo: 'site' };

  it.each([
    {
      title: 'the configured address',
      origin: 'git@github.com:a/b',
      config: { cloneUrl: 'https://x.test:8443/r.git' },
      url: 'https://x.test:8443/r.git',
      signIn: 'https://x.test:8443/',
    },
    {
      title: 'https in place of ssh',
      origin: 'git@github.com:acme/site.git',
      config: {},
      url: 'https://github.com/acme/site.git',
      signIn: 'https://github.com/',
    },
    {
      title: 'no password of the checkout',
      origin: 'https://u:p@github.com/acme/site',
      config: {},
      url: 'https://github.com/acme/site.git',
      signIn: 'https://github.com/',
    },
    {
      title: 'the repository and not a fork of it',
      origin: 'git@github.com:me/site.git',
      config: named,
      url: 'https://github.com/acme/site.git',
      signIn: 'https://github.com/',
    },
    {
      title: 'the repository where there is no origin',
      origin: undefined,
      config: named,
      url: 'https://github.com/acme/site.git',
      signIn: 'https://github.com/',
    },
    {
      title: 'a folder',
      origin: 'file:///remotes/site.git',
      config: named,
      url: 'file:///remotes/site.git',
      signIn: undefined,
    },
    {
      title: 'another host',
      origin: 'https://gitlab.test/acme/site.git',
      config: {},
      url: 'https://gitlab.test/acme/site.git',
      signIn: undefined,
    },
    {
      title: 'another host by ssh',
      origin: 'git@gitlab.test:acme/site.git',
      config: {},
      url: 'git@gitlab.test:acme/site.git',
      signIn: undefined,
    },
    {
      title: 'a server of one’s own',
      origin: 'git@git.acme.test:acme/site.git',
      config: { baseUrl: 'https://git.acme.test:8443/api/v3/' },
      url: 'https://git.acme.test:8443/acme/site.git',
      signIn: 'https://git.acme.test:8443/',
    },
    {
      title: 'a data residency host',
      origin: undefined,
      config: { ...named, baseUrl: 'https://api.acme.ghe.com' },
      url: 'https://acme.ghe.com/acme/site.git',
      signIn: 'https://acme.ghe.com/',
    },
    {
      title: 'a host that only looks alike',
      origin: 'https://github.com.evil.test/acme/site',
      config: {},
      url: 'https://github.com.evil.test/acme/site',
      signIn: undefined,
    },
    {
      title: 'no unencrypted github.com',
      origin: 'http://github.com/acme/site',
      config: {},
      url: 'https://github.com/acme/site.git',
      signIn: 'https://github.com/',
    },
  ])('uses $title', ({ origin, config, url, signIn }) => {
    expect(findCloneUrl(sources(origin, config))).toBe(url);
    expect(findSignInUrl(sources(origin, config))).toBe(signIn);
  });

  it('keeps an origin by ssh where there is no token', () => {
    const origin = 'git@github.com:acme/site.git';
    expect(findCloneUrl({ config: {}, origin, hasSecret: false })).toBe(origin);
  });
});

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
    'git://github.com:9418/acme/site.git',
    'ssh://git@github.com:22/acme/site.git',
    'ssh://git@GitHub.com/acme/site.git',
    '[git@github.com:22]:acme/site.git',
    'ssh://git@ssh.github.com/acme/site',
    'https://www.github.com/acme/site',
    'https://www.github.com:443/acme/site.git',
    'git@github.com-work:acme/site.git',
    'git@github.com_work:acme/site.git',
    'git@GitHub.com-Work-2:acme/site.git',
    'ssh://git@github.com-work/acme/site.git',
    'ssh://git@github.com_me:22/acme/site',
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
    'ext::sh/acme',
    'github.com::acme/site',
    'https://git\thub.com/acme/site',
    'https:\\\\github.com\\acme\\site',
    '-oProxyCommand=x@github.com:acme/site',
    'ssh://-oProxyCommand=x/acme/site',
    undefined,
  ])('is not guessed from %s', (origin) => {
    expect(() => findRepository(sources(origin))).toThrow(/Set github\.owner and github\.repo\.$/);
  });

  it.each(['https://gitlab.example.com/acme/site.git', 'git@git.example.com:acme/site.git'])(
    'is not one of the same name at GitHub for the origin %s',
    (origin) => {
      expect(() => findRepository(sources(origin))).toThrow(
        /origin is at git(lab)?\.example\.com, but the REST API is at https:\/\/api\.github\.com.*github\.baseUrl/,
      );
      const config = {
        baseUrl: `https://${origin.includes('gitlab') ? 'gitlab' : 'git'}.example.com/api/v3`,
      };
      expect(findRepository(sources(origin, config))).toEqual({ owner: 'acme', repo: 'site' });
    },
  );

  it.each([
    'git@github.com.evil.example:acme/site.git',
    'git@github.com-work.evil.example:acme/site.git',
    'git@github.com_work.evil.example:acme/site.git',
    'git@github.community:acme/site.git',
    'git@work-github.com:acme/site.git',
    'ssh://git@github.com:2222/acme/site.git',
    'ssh://git@github.com-work:2222/acme/site.git',
    'https://github.com:8443/acme/site',
    'https://github.com-work/acme/site',
    'https://www.github.com.evil.example/acme/site',
    'https://github.com@evil.example/acme/site',
    'git@git.acme.test-work:acme/site.git',
  ])('is none of GitHub for %s', (origin) => {
    expect(() => findRepository(sources(origin))).toThrow(/origin is at /);
    expect(findSignInUrl(sources(origin))).toBeUndefined();
  });

  it.each([
    'git@github.com:../user',
    'git@github.com:acme/..',
    'git@github.com:./site.git',
    'git@github.com:acme/site?ref=main',
    'git@github.com:acme/site%2f..',
    'https://github.com/acme%252f../site',
    'https://github.com/acme/site%3Fx',
    'ssh://git@github.com/acme/sité',
  ])('is none of GitHub by a name that it cannot have: %s', (origin) => {
    expect(() => findRepository(sources(origin))).toThrow('The GitHub repository of this project is unknown');
  });

  it.each(['acme/.github', 'acme-inc/site.js', 'a_b/-', 'acme/...'])('may be called %s', (name) => {
    const [owner, repo] = name.split('/');
    expect(findRepository(sources(`git@github.com:${name}.git`))).toEqual({ owner, repo });
  });

  it.each(['git@localhost:acme/site.git', 'ssh://localhost/acme/site'])(
    'is none of GitHub on this machine: %s',
    (origin) => expect(() => findRepository(sources(origin))).toThrow('origin is at localhost'),
  );

  it.each(['git@github-work:acme/site.git', 'git@github.com-work:acme/site.git'])(
    'is read by an alias of ssh, %s, and cloned by https',
    (origin) => {
      const aliased = sources(origin);
      expect(findRepository(aliased)).toEqual({ owner: 'acme', repo: 'site' });
      expect(findCloneUrl(aliased)).toBe('https://github.com/acme/site.git');
      expect(findCloneUrl({ ...aliased, hasSecret: false })).toBe(origin);
    },
  );

  it('is read by an alias of GitHub Enterprise there alone', () => {
    const config = { baseUrl: 'https://git.acme.test:8443/api/v3' };
    const aliased = sources('git@git.acme.test-work:acme/site.git', config);
    expect(findRepository(aliased)).toEqual({ owner: 'acme', repo: 'site' });
    expect(findCloneUrl(aliased)).toBe('https://git.acme.test:8443/acme/site.git');
    const other = sources('git@github.com-work:acme/site.git', config);
    expect(() => findRepository(other)).toThrow(/origin is at github\.com-work/);
  });

  it('that nothing names is refused with the reason why origin could not be read', () => {
    const unknown = { ...sources(undefined), originProblem: 'git could not be started' };
    expect(() => findRepository(unknown)).toThrow(
      'The GitHub repository of this project is unknown: git could not be started. Set github.owner and github.repo.',
    );
  });

  it('comes from the configuration, or else from the clone URL', () => {
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
      title: 'a folder that the operator names',
      origin: undefined,
      config: { ...named, cloneUrl: 'file:///remotes/site.git' },
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

  it.each([
    'file:///srv/other.git',
    'FILE:///srv/other.git',
    '/srv/other.git',
    '../other.git',
    '.',
    '~/other.git',
    'ext::sh',
    'ext::sh -c touch% /tmp/x',
    'fd::17/x',
    '--upload-pack=x',
    'C:\\other.git',
  ])('uses no folder and no helper that the checkout names: %s', (origin) => {
    expect(findCloneUrl(sources(origin, named))).toBe('https://github.com/acme/site.git');
    expect(findCloneUrl({ config: named, origin, hasSecret: false })).toBe(
      'https://github.com/acme/site.git',
    );
  });

  it('keeps an origin by ssh where there is no token', () => {
    const origin = 'git@github.com:acme/site.git';
    expect(findCloneUrl({ config: {}, origin, hasSecret: false })).toBe(origin);
  });
});

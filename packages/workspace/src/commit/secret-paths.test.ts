import { describe, expect, it } from 'vitest';
import { holdsRegistrySecret, isSecretPath } from './secret-paths.ts';
import { skipReasonOf } from './skipped-paths.ts';

describe('a path of secrets', () => {
  it.each([
    '.env',
    'a/b/.ENV',
    '.env.local',
    'x/.env.production',
    '.envrc',
    'server.pem',
    'a/Private.KEY',
    'cert.p12',
    'cert.pfx',
    'id_rsa',
    'home/.ssh/config',
    'keys/id_ed25519',
    '.netrc',
    '_netrc',
    '.git-credentials',
    '.claude/.credentials.json',
    'x/.aws/credentials',
    '.docker/config.json',
    '.poppo/credentials.json',
  ])('is %s', (path) => {
    expect(isSecretPath(path)).toBe(true);
  });

  it.each([
    '.env.example',
    '.env.sample',
    'a/.env.template',
    '.env.dist',
    '.env.defaults',
    '.env.test.example',
    'env.ts',
    'src/environment.ts',
    'id_rsa.pub',
    'docs/keys.md',
    'credentials.json',
    '.npmrc',
  ])('is not %s', (path) => {
    expect(isSecretPath(path)).toBe(false);
  });
});

describe('settings of a package registry', () => {
  it.each([
    { path: '.npmrc', text: '//npm.example.com/:_authToken=npm_abc', holds: true },
    { path: 'a/.npmrc', text: '_auth=abc', holds: true },
    { path: '.npmrc', text: '//npm.example.com/:_authToken=${NPM_TOKEN}\nx=y', holds: false },
    { path: '.npmrc', text: 'save-exact=true', holds: false },
    { path: '.pypirc', text: '[pypi]\npassword = abc', holds: true },
    { path: 'notes.txt', text: '_auth=abc', holds: false },
  ])('$path with $text is judged by its lines', ({ path, text, holds }) => {
    expect(holdsRegistrySecret(path, text)).toBe(holds);
  });
});

describe('a path that is not pushed', () => {
  const rules = { workflows: false, keepsConfiguration: false };
  it('is judged by what the project allows', () => {
    expect(skipReasonOf('.github/workflows/ci.yml', rules)).toBe('workflow');
    expect(skipReasonOf('.github/workflows/ci.yml', { ...rules, workflows: true })).toBeUndefined();
    expect(skipReasonOf('.github/dependabot.yml', rules)).toBeUndefined();
    expect(skipReasonOf('a/CLAUDE.md', rules)).toBeUndefined();
    expect(skipReasonOf('a/claude.md', { ...rules, keepsConfiguration: true })).toBe('configuration');
    expect(skipReasonOf('.poppo/config.json', rules)).toBe('configuration');
  });
});

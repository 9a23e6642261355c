import { expect, it } from 'vitest';
import { parsePackageSpec } from './package-spec.ts';

const here = import.meta.dirname;

it.each([
  ['@acme/lint'],
  ['@acme/lint@^1.2'],
  ['lint@npm:@acme/lint@1'],
  ['https://example.org/lint.tgz'],
  ['github:acme/lint'],
])('a package manager gets %s as it is', (text) => {
  expect(parsePackageSpec(text, here).in('/elsewhere')).toBe(text);
});

it.each([
  './package-spec.ts',
  'file:./package-spec.ts',
  `${here}/package-spec.ts`,
  'file:../manager/package-spec.ts',
])('the path %s leads to the same file from another folder', (text) => {
  const spec = parsePackageSpec(text, here);
  expect(spec.in(here)).toBe('./package-spec.ts');
  expect(spec.in(`${here}/deep/down`)).toBe('../../package-spec.ts');
});

it.each(['', ' ', '--registry=http://evil.example', '-g'])('%j is no package', (text) => {
  expect(() => parsePackageSpec(text, here)).toThrow('is not the name of a package');
});

it('a path where nothing is is named', () => {
  expect(() => parsePackageSpec('./absent.tgz', here)).toThrow(`There is no package at ${here}/absent.tgz.`);
});

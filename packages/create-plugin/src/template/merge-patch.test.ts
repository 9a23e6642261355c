import { expect, it } from 'vitest';
import { mergePatch } from './merge-patch.ts';

it('merges objects, replaces lists and removes what is null', () => {
  const target = { scripts: { build: 'tsc', test: 'node --test' }, files: ['dist'], name: 'a' };
  const patch = { scripts: { build: null, try: 'node try.js' }, files: ['src'] };
  expect(mergePatch(target, patch)).toEqual({
    scripts: { test: 'node --test', try: 'node try.js' },
    files: ['src'],
    name: 'a',
  });
  expect(target.scripts.build).toBe('tsc');
});

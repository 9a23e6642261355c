import { expect, inject, it, vi } from 'vitest';
import { sample } from '../../support/random.ts';
import { hasSandboxes } from '../runners.ts';
import { meetTexts, TEXTS } from './prompts.ts';

vi.setConfig({ testTimeout: 300_000 });

it('the corpus holds more than 80 texts, from 15 places', () => {
  expect(TEXTS.length).toBeGreaterThan(80);
  expect(new Set(TEXTS.map(({ place }) => place)).size).toBe(15);
});

it('an agent reads only what people see of authors who may command it, delimited as data', async () => {
  const texts = sample(TEXTS, inject('counts').injectedTexts, inject('seed'));
  expect(await meetTexts('in-process', texts)).toEqual([]);
});

it.runIf(hasSandboxes)('the same holds for an agent in a sandbox', async () => {
  const texts = sample(TEXTS, inject('counts').sandboxedTexts, inject('seed'));
  expect(await meetTexts('sandbox', texts)).toEqual([]);
});

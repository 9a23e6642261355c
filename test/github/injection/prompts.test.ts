import { expect, it, vi } from 'vitest';
import { meetTexts, TEXTS } from './prompts.ts';

vi.setConfig({ testTimeout: 300_000 });

it('has texts from every place', () => {
  expect(TEXTS.length).toBeGreaterThan(80);
  expect(new Set(TEXTS.map(({ place }) => place)).size).toBe(15);
});

it('lets an agent read what people see of those who may command it, as data, and nothing else', async () => {
  expect(await meetTexts('in-process')).toEqual([]);
});

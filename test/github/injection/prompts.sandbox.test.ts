import { expect, it, vi } from 'vitest';
import { meetTexts } from './prompts.ts';

vi.setConfig({ testTimeout: 300_000 });

it('lets an agent in a sandbox read what people see of those who may command it, and nothing else', async () => {
  expect(await meetTexts('sandbox')).toEqual([]);
});

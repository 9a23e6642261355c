import { expect, it } from 'vitest';
import { mentions } from './mention.ts';

it.each([
  '@poppo, please look at this.',
  'Thanks (@Poppo).',
  '~~~\na block\n~~~\n@poppo, please look at this.',
  'A ~~~wave~~~ to @poppo.',
])('%j mentions @poppo', (text) => {
  expect(mentions(text, '@poppo')).toBe(true);
});

it.each([
  'poppo',
  '@poppo-bot',
  '@acme/poppo',
  'someone@poppo.example',
  '`@poppo`',
  '```\n@poppo\n```',
  '~~~\n@poppo\n~~~',
  'The log:\n\n~~~text\n@poppo',
  '> @poppo',
  '<!-- @poppo -->',
])('%j does not mention @poppo', (text) => {
  expect(mentions(text, '@poppo')).toBe(false);
});

import { expect, it } from 'vitest';
import { webUrlOf } from './web-url.ts';

it.each([
  ['public GitHub', {}, 'https://github.com/acme/shop'],
  ['public GitHub, named', { github: { baseUrl: 'https://api.github.com' } }, 'https://github.com/acme/shop'],
  [
    'a server of its own',
    { github: { baseUrl: 'https://git.acme.example/api/v3' } },
    'https://git.acme.example/acme/shop',
  ],
])('the page of a repository on %s', (_where, sections, url) => {
  expect(webUrlOf({ sections }, 'acme/shop')).toBe(url);
});

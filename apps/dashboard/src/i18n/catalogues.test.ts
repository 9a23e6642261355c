import { expect, it } from 'vitest';
import { en } from './en.ts';
import { ja } from './ja.ts';

/** Every text with its path, and the names that it takes. */
const textsOf = (value: object, path = ''): [string, string[]][] =>
  Object.entries(value).flatMap(([key, text]: [string, unknown]): [string, string[]][] =>
    typeof text === 'string'
      ? [
          [
            `${path}.${key}`,
            [...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name).filter((name) => !/^\d/.test(name)),
          ],
        ]
      : textsOf(text as object, `${path}.${key}`),
  );

it('the catalogues have the same texts', () => {
  expect(textsOf(ja).map(([path]) => path)).toEqual(textsOf(en).map(([path]) => path));
});

it('a translation takes nothing that the English text does not', () => {
  const names = new Map(textsOf(en));
  const foreign = textsOf(ja).filter(([path, taken]) =>
    taken.some((name) => !names.get(path)?.includes(name)),
  );
  expect(foreign).toEqual([]);
});

import { expect, it } from 'vitest';
import { contract } from '../contract/index.ts';
import { routes } from './routes.ts';

it('the client has the routes of the contract', () => {
  const expected = Object.entries(contract).map(([group, procedures]) => [
    group,
    Object.fromEntries(
      Object.entries(procedures).map(([name, procedure]) => {
        const { method, path } = procedure['~orpc'].route;
        return [name, `${method} ${path}`];
      }),
    ),
  ]);
  expect(routes).toEqual(Object.fromEntries(expected));
});

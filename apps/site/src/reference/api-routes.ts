import { contract } from '../../../../packages/api/src/contract/index.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns the table of the API's routes, from the contract. */
export function describeRoutes(): string {
  const rows = Object.values(contract).flatMap((group) =>
    Object.values(group).map((procedure) => {
      const { method, path, summary = '' } = procedure['~orpc'].route;
      return [`\`${method} ${path}\``, summary];
    }),
  );
  return markdownTable(['route', 'what it does'], rows);
}

import type { SchemaNames } from './names.ts';

/** Returns the table by which tasks are found by their tags, newest first; a task without tags has no row in it. */
export function tagsSchema({ own }: SchemaNames): string {
  return `
CREATE TABLE ${own}.tag (
  tag text NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (tag, number)
);
`;
}

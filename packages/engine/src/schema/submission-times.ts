import { BY_INDEX } from './by-index.ts';
import type { SchemaNames } from './names.ts';

/** Returns a function that finds where times of submission begin, without an index that each submission would write. */
export function submissionTimesSchema({ own }: SchemaNames): string {
  return `
-- The first number from which on tasks were submitted at a moment or later. Numbers rise with these times, except for tasks that
-- were submitted at about the same moment: ask for a moment some time before or after it, and compare the exact time as well.
CREATE FUNCTION ${own}.first_number_since(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE ${BY_INDEX} AS $$
DECLARE
  low bigint;
  high bigint;
  middle bigint;
  known record;
BEGIN
  SELECT coalesce(min(number), 0), coalesce(max(number), -1) + 1 INTO low, high FROM ${own}.task;
  WHILE low < high LOOP
    middle := low + (high - low) / 2;
    SELECT number, created_at INTO known FROM ${own}.task WHERE number >= middle ORDER BY number LIMIT 1;
    IF known.created_at < moment THEN
      low := known.number + 1;
    ELSE
      high := middle;
    END IF;
  END LOOP;
  RETURN low;
END $$;
`;
}

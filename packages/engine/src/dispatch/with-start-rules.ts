import { TaskError } from '@poppobuilder/core';
import type { Db } from 'pg-boss';
import { queueTraits } from '../job/queue-names.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A column that pg-boss's `fetch()` selects. */
const COLUMN = 'retry_count as "retryCount"';

/** The condition in pg-boss's statement to which ours are added. */
const CONDITION = `j.state < 'active'`;

/** A further condition on jobs, with values of its own. */
export interface StartCondition {
  /** Returns the condition. Its values are numbered from the one after the given number. */
  readonly text: (valueCount: number) => string;
  readonly values: readonly unknown[];
}

/** Whose rules decide what may start. */
export interface StartRules {
  readonly names: SchemaNames;
  readonly queue: string;
  /** The id of the consumer that starts it. */
  readonly consumer: string;
}

/**
 * Returns a database for fetching from a queue: pg-boss's statement then starts no task that is held, or that has to wait for
 * an earlier one of its key which is. Fetched jobs also have their retry limit, which shows whether an attempt is the last one.
 */
export function withStartRules(db: Db, rules: StartRules, further?: StartCondition): Db {
  return {
    executeSql: async (text, values = []) => {
      if (!text.includes(CONDITION)) throw unknownStatement();
      const added = further === undefined ? '' : ` AND ${further.text(values.length)}`;
      const narrowed = text
        .replace(COLUMN, `${COLUMN}, retry_limit as "retryLimit"`)
        .replace(CONDITION, `${CONDITION}${added} AND ${startRule(rules)}`);
      return db.executeSql(narrowed, [...values, ...(further?.values ?? [])]);
    },
  };
}

/** Returns the condition under which a job `j` may start. The sub-select runs first, and once for each statement. */
function startRule({ names, queue, consumer }: StartRules): string {
  const { own } = names;
  const asked = hasHolds(names, consumer);
  if (queueTraits(queue).isOrdered) {
    return `CASE WHEN (SELECT ${asked}) IS NOT NULL THEN ${own}.may_start_in_order(j.id) END`;
  }
  return `CASE WHEN (SELECT ${asked}) THEN ${own}.is_free(j.id) ELSE true END`;
}

/** Returns the call that says whether there are holds. It fails for a consumer that has not reported lately. */
export const hasHolds = ({ own }: SchemaNames, consumer: string): string => `${own}.has_holds('${consumer}')`;

function unknownStatement(): TaskError {
  const message =
    'This version of pg-boss fetches jobs with an unknown statement. Install the version that the engine depends on.';
  return new TaskError({ code: 'COMPONENT_FAILED', message });
}

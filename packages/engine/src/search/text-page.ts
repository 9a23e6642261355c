import { filterConditions } from '../read/filter-conditions.ts';
import type { ListOptions } from '../read/list-options.ts';
import { numberRange } from '../read/time-conditions.ts';
import type { SchemaNames } from '../schema/names.ts';
import { RANGE_BITS } from '../schema/search.ts';
import { containsText } from './text-condition.ts';

/** How many of the newest tasks of a filter are looked at one by one, which finds common texts and texts among few tasks. */
const WALKED = 1_000;

/** Options with a text. */
type TextOptions = ListOptions & { readonly text: string };

/**
 * Returns a statement for the newest tasks that match options with a text. After the newest of the filter it reads the texts
 * range by range, so that it ends with the range that fills the page.
 *
 * @param pageOf Returns the statement for a page of options without a text.
 */
export function textPage(
  names: SchemaNames,
  { text, ...filter }: TextOptions,
  count: number,
  pageOf: (options: ListOptions, count: number) => string,
): string {
  const { own } = names;
  const contains = containsText(names, text);
  const { from } = numberRange(names, filter);
  const conditions = ['t.number = s.number', ...filterConditions(names, filter)].join(' AND ');
  // Without OFFSET 0, Postgres would join in another order.
  return `WITH walked AS MATERIALIZED (${pageOf(filter, WALKED)}),
      oldest AS MATERIALIZED (SELECT min(number) AS number FROM walked HAVING count(*) = ${WALKED})
    SELECT * FROM (
      SELECT w.* FROM walked w, LATERAL (SELECT FROM ${own}.search s WHERE s.number = w.number AND ${contains} OFFSET 0) s
      UNION ALL
      SELECT t.* FROM oldest o, generate_series(o.number >> ${RANGE_BITS}, ${from ?? '0'}::bigint >> ${RANGE_BITS}, -1) part,
        LATERAL (SELECT s.number FROM ${own}.search s
          WHERE ${rangeOf(text)} AND s.number < o.number AND ${contains} ORDER BY s.number DESC OFFSET 0) s,
        LATERAL (SELECT t.* FROM ${own}.task t WHERE ${conditions} OFFSET 0) t
    ) found LIMIT ${count}`;
}

const WITHIN = `s.number >= part << ${RANGE_BITS} AND s.number < (part + 1) << ${RANGE_BITS}`;

/** Returns the condition that a row is in a range: for the index of trigrams, unless the text has none that can narrow it. */
const rangeOf = (text: string): string =>
  /[^\0-\x7f]|[a-z0-9]{3}|[^a-z0-9][a-z0-9]|[a-z0-9]{2}[^a-z0-9]/i.test(text)
    ? `s.number >> ${RANGE_BITS} = part`
    : WITHIN;

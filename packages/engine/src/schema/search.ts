import type { SchemaNames } from './names.ts';

/** How much of a task can be searched. In characters. */
const MAX_TEXT = 8_000;

/** How much may wait to be put into the index before the next text has to do it. In kB. */
const PENDING_LIMIT = 32_768;

/** The index has ranges of as many numbers of tasks as this many bits have values. */
export const RANGE_BITS = 14;

/** The fields of every task that say where it runs, not what it does. */
const LEFT_OUT = ['id', 'type', 'projectId', 'projectPath', 'projectConfig', 'timeout'];

/** Returns the table of what tasks are searched for: id, type, key, metadata, and the values of the fields of their type. */
export function searchSchema({ own }: SchemaNames): string {
  return `
-- Apart from the tasks, whose rows are copied with each change.
CREATE TABLE ${own}.search (
  number bigint PRIMARY KEY,
  text text NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 1000);
ALTER TABLE ${own}.search ALTER text SET STATISTICS 500;

-- Tasks whose texts are not written yet: submissions are faster without.
CREATE TABLE ${own}.search_pending (number bigint NOT NULL);

-- Every installation of Postgres has the extensions, but not every owner of a database may create them: then searches read all texts.
DO $$ BEGIN
  IF (SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gin')) < 2 THEN
    -- An extension belongs to the database: engines on other schemas may install it at this moment.
    PERFORM pg_advisory_xact_lock(hashtext('poppobuilder pg_trgm'));
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE EXTENSION IF NOT EXISTS btree_gin;
  END IF;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR invalid_schema_name THEN NULL;
END $$;
DO $$ DECLARE place text := (
  SELECT t.extnamespace::regnamespace::text FROM pg_extension t, pg_extension b WHERE t.extname = 'pg_trgm' AND b.extname = 'btree_gin');
BEGIN
  -- New texts are only appended to the pending list; autovacuum, which runs once a minute, or a search moves it into the index.
  EXECUTE 'CREATE INDEX search_text ON ${own}.search USING gin ((number >> ${RANGE_BITS}), text ' || place || '.gin_trgm_ops)
    WITH (gin_pending_list_limit = ${PENDING_LIMIT})';
EXCEPTION WHEN insufficient_privilege OR null_value_not_allowed THEN
  CREATE INDEX search_range ON ${own}.search ((number >> ${RANGE_BITS}));
END $$;

-- Lower case, and characters beyond ASCII as letters in upper case: where the locale is C, trigrams have no others.
CREATE FUNCTION ${own}.search_form(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(given) = length(given) THEN lower(given) ELSE (
    SELECT string_agg(CASE WHEN ascii(c) < 128 THEN c
      WHEN ascii(c) < 65536 THEN 'Q' || translate(lpad(to_hex(ascii(c)), 4, '0'), '0123456789abcdef', 'ABCDEFGHIJKLMNOP')
      ELSE 'R' || translate(lpad(to_hex(ascii(c)), 6, '0'), '0123456789abcdef', 'ABCDEFGHIJKLMNOP') END, '' ORDER BY n)
    FROM string_to_table(lower(given), NULL) WITH ORDINALITY characters(c, n)) END
$$;

CREATE FUNCTION ${own}.search_text(id text, type text, key text, task jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  -- What is ASCII needs no call.
  SELECT CASE WHEN octet_length(text) = length(text) THEN lower(text) ELSE ${own}.search_form(text) END FROM (
    SELECT left(concat_ws(E'\\n', id, type, key, (
      SELECT string_agg(value #>> '{}', E'\\n') FROM jsonb_path_query(task - '{${LEFT_OUT.join(',')}}'::text[],
        'strict $.** ? (@.type() == "string" || @.type() == "number")') value)), ${MAX_TEXT}) AS text OFFSET 0) of_task
$$;
`;
}

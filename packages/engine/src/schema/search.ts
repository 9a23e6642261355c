import type { SchemaNames } from './names.ts';

/** How much of a task can be searched. In characters. */
const MAX_TEXT = 8_000;

/** How much may wait to be put into the index before the next text has to do it. In kB. */
const PENDING_LIMIT = 32_768;

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

-- Every installation of Postgres has the extension, but not every owner of a database may create it: then searches read all texts.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    -- An extension belongs to the database: engines on other schemas may install it at this moment.
    PERFORM pg_advisory_xact_lock(hashtext('poppobuilder pg_trgm'));
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  END IF;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR invalid_schema_name THEN NULL;
END $$;
DO $$ DECLARE place text := (SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm');
BEGIN
  IF place IS NOT NULL THEN
    -- New texts are only appended to the pending list; autovacuum, which runs once a minute, moves it into the index.
    EXECUTE format('CREATE INDEX search_text ON ${own}.search USING gin (text %s.gin_trgm_ops) WITH (gin_pending_list_limit = ${PENDING_LIMIT})', place);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

CREATE FUNCTION ${own}.search_text(id text, type text, key text, task jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT left(concat_ws(E'\\n', id, type, key, (
    SELECT string_agg(value #>> '{}', E'\\n') FROM jsonb_path_query(task - '{${LEFT_OUT.join(',')}}'::text[],
      'strict $.** ? (@.type() == "string" || @.type() == "number")') value)), ${MAX_TEXT})
$$;
`;
}

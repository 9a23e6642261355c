import { BY_INDEX } from './by-index.ts';
import type { SchemaNames } from './names.ts';

/** How many tasks are counted that come before one: in its project, and of its key. */
const MAX_AHEAD = 1_000;
const MAX_AHEAD_IN_KEY = 100;

/** How many tasks a reason names. */
const MAX_NAMED = 5;

/** Whether a consumer takes tasks that require these labels. */
const takes = (consumer: string, required: string): string =>
  `${consumer}.labels @> ${required} AND (NOT ${consumer}.is_exclusive OR ${consumer}.labels <@ ${required})`;

const YOUR_TURN = 'A consumer takes it when its turn comes.';

/** Codes of holds that are wait reasons themselves. */
const HOLD_CODES = ['BUDGET', 'USAGE_LIMIT', 'ACTIVE_HOURS', 'MEMORY', 'RATE'];

/** Returns the wait reason for a code that whoever placed a hold, or paused a consumer, has given. */
const reasonOf = (code: string): string =>
  `CASE WHEN ${code} IN (${HOLD_CODES.map((known) => `'${known}'`).join(', ')}) THEN ${code} ELSE 'HOLD' END`;

/** The wait reason that a hold `h` is. */
export const HOLD_REASON: string = reasonOf('h.code');

/** The wait reason that a deferral is, in the column `deferral` of a task `t`. */
export const DEFERRAL_REASON: string = `CASE t.deferral->>'code' WHEN 'USAGE_LIMIT' THEN 'USAGE_LIMIT' WHEN 'BUDGET_EXCEEDED' THEN 'BUDGET'
          WHEN 'RATE_LIMITED' THEN 'RATE' ELSE 'RETRY' END`;

/** Why a task `t` waits for the approval of its job `j`. */
export const approvalReason = (
  own: string,
): string => `${own}.reason_for('APPROVAL', j.data->'approval'->>'message',
      t.created_at, t.expires_at, jsonb_build_object('person', j.data->'approval'->>'by'))`;

/** Why a task `t`, whose job `j` is not due, waits. */
export const laterReason = (own: string): string => `CASE
      WHEN t.deferral IS NOT NULL AND j.state = 'retry' THEN ${own}.reason_for(
        ${DEFERRAL_REASON},
        t.deferral->>'message', (t.deferral->>'since')::timestamptz, j.start_after, NULL)
      WHEN j.state = 'retry' THEN ${own}.reason_for('RETRY',
        format('Its attempt %s failed (%s). The next one is due then.', t.attempt, coalesce(t.error_code, 'unknown')),
        t.started_at, j.start_after, NULL)
      WHEN j.data ? 'rate' THEN ${own}.reason_for('RATE',
        format('The rate "%s" lets it start then.', j.data->>'rate'), t.created_at, j.start_after,
        jsonb_build_object('limit', j.data->>'rate'))
      ELSE ${own}.reason_for('SCHEDULED', 'It was submitted for a later time.', t.created_at, j.start_after, NULL)
    END`;

/** Why a task `t` waits for the end of a hold `h`. */
export const heldReason = (own: string): string => `${own}.reason_for(
      ${HOLD_REASON},
      concat_ws(' ', h.message, CASE WHEN h.has_canary AND h.until <= clock_timestamp() THEN coalesce(
        (SELECT format('The task "%s" goes first, to try it.', c.id) FROM ${own}.task c WHERE c.job_id = h.canary),
        'One task goes first, to try it.') END),
      greatest(h.placed_at, t.created_at), CASE WHEN h.until > clock_timestamp() THEN h.until END, jsonb_build_object('hold', h.id, 'person', h.placed_by))`;

/** Why a task `t` waits for those before it in its key. The first of them is `e`; `others` says how many they are. */
export const orderReason = (
  { own, boss }: Pick<SchemaNames, 'own' | 'boss'>,
  others: string,
  named: string,
): string => `${own}.reason_for('ORDER',
        format('%s with the same concurrencyKey "%s" %s before it. The first is "%s", which %s.', ${others}, e.id,
          CASE WHEN e.awaits_approval THEN 'waits for an approval' WHEN e.state = 'running' THEN 'is running' ELSE 'waits' END),
        greatest(t.created_at, t.due_at), NULL, jsonb_build_object('tasks', ${named}, 'person',
          (SELECT data->'approval'->>'by' FROM ${boss}.job WHERE name = e.queue AND id = e.job_id AND e.awaits_approval)))`;

/** Why a task waits, since then, for its parents, whose jobs are `parents`. */
export const dependencyReason = (
  own: string,
  parents: string,
  since: string,
): string => `${own}.reason_for('DEPENDENCY',
      format('It waits for %s to succeed.', ${counted(`cardinality(${parents})`)}), ${since}, NULL,
      jsonb_build_object('tasks', ${own}.named_tasks(${parents})))`;

/** Why a task waits, since then, for a slot of a full limit `l`. */
export const concurrencyReason = (
  { own, boss }: Pick<SchemaNames, 'own' | 'boss'>,
  since: string,
): string => `${own}.reason_for('CONCURRENCY',
      format('The limit "%s" lets %s run at the same time, and they do.', l.key, ${counted('l.slots')}), ${since}, NULL,
      jsonb_build_object('limit', l.key, 'tasks', ${own}.named_tasks(ARRAY(
        SELECT a.id FROM ${boss}.job a JOIN ${own}.concurrency_group g ON g.group_id = a.group_id
        WHERE a.state = 'active' AND a.group_id IS NOT NULL AND g.key = l.key))))`;

/**
 * Returns the functions that say why a task waits. They ask what decides whether it starts: the functions and the view in the
 * statements that fetch tasks, and the rows that pg-boss reads.
 */
export function waitReasonsSchema({ own, boss }: SchemaNames): string {
  const now = `${boss}.job_now()`;
  const sameQueue = 'a.is_open AND a.held_by IS NULL AND a.queue = t.queue';
  const sameProject = `${sameQueue} AND a.project_id = t.project_id`;
  const isDue = `a.state NOT IN ('running', 'blocked') AND a.due_at <= ${now}`;
  return `
-- The limits by key, and how many tasks count for each now.
CREATE VIEW ${own}.limit_in_use AS
  SELECT c.key, c.slots, coalesce(active.running, 0) AS running
  FROM ${own}.concurrency c LEFT JOIN (
    SELECT r.key, count(*) AS running FROM ${boss}.job j JOIN ${own}.concurrency_group r ON r.group_id = j.group_id
    WHERE j.state = 'active' AND j.group_id IS NOT NULL GROUP BY r.key
  ) active USING (key);

CREATE FUNCTION ${own}.reason_for(code text, message text, since timestamptz, until timestamptz, by jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('code', code, 'message', message, 'since', since, 'until', until, 'by', by))
$$;

CREATE FUNCTION ${own}.named_tasks(jobs uuid[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(id ORDER BY number), '[]') FROM (
    SELECT id, number FROM ${own}.task WHERE job_id = ANY(jobs) ORDER BY number LIMIT ${MAX_NAMED}) named
$$;

-- Why no consumer can run the tasks of a queue, if none can.
CREATE FUNCTION ${own}.consumer_reason(queue text, since timestamptz) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  required text[] := (string_to_array(queue, '/'))[3:];
  missing text[];
  paused jsonb;
BEGIN
  IF EXISTS (SELECT FROM ${own}.live_consumer c WHERE ${takes('c', 'required')} AND c.pause IS NULL) THEN RETURN NULL; END IF;
  SELECT c.pause INTO paused FROM ${own}.live_consumer c WHERE ${takes('c', 'required')} ORDER BY c.seen_at DESC LIMIT 1;
  IF paused IS NOT NULL THEN RETURN ${own}.reason_for(${reasonOf("paused->>'code'")}, paused->>'message', since, NULL, NULL); END IF;
  IF NOT EXISTS (SELECT FROM ${own}.live_consumer c WHERE NOT c.is_exclusive) THEN
    RETURN ${own}.reason_for('NO_CONSUMER', 'No consumer is running.', since, NULL, NULL);
  END IF;
  missing := ARRAY(SELECT r FROM unnest(required) r WHERE NOT EXISTS (
    SELECT FROM ${own}.live_consumer c WHERE r = ANY(c.labels)));
  RETURN ${own}.reason_for('LABELS', CASE
      WHEN missing = '{}' THEN 'No consumer has all labels that it requires.'
      WHEN cardinality(missing) = 1 THEN format('No consumer has the label that it requires: %s.', missing[1])
      ELSE format('No consumer has the labels that it requires: %s.', array_to_string(missing, ', ')) END,
    since, NULL, jsonb_build_object('labels', to_jsonb(coalesce(nullif(missing, '{}'), required))));
END $$;

-- Why a task does not run, what decides first coming first; only that one when no more is asked for.
CREATE FUNCTION ${own}.wait_reasons(t ${own}.task, only_first boolean) RETURNS jsonb LANGUAGE plpgsql VOLATILE ${BY_INDEX} AS $$
DECLARE
  found jsonb := '[]';
  j ${boss}.job%ROWTYPE;
  h ${own}.hold%ROWTYPE;
  l record;
  e ${own}.task%ROWTYPE;
  others uuid[];
  ready timestamptz := greatest(t.created_at, t.due_at);
  consumers jsonb;
  required text[] := (string_to_array(t.queue, '/'))[3:];
  all_slots int;
  project_slots int;
  busy int;
  project_busy uuid[];
  is_capped boolean;
  have_others boolean;
  ahead int;
BEGIN
  IF NOT t.is_open OR t.state = 'running' THEN RETURN found; END IF;
  SELECT * INTO j FROM ${boss}.job WHERE name = t.queue AND id = t.job_id;

  IF t.awaits_approval THEN
    found := found || ${approvalReason(own)};
    IF only_first THEN RETURN found; END IF;
  END IF;

  IF j.pending_dependencies > t.awaits_approval::int THEN
    others := ARRAY(SELECT parent_id FROM ${boss}.job_dependency WHERE child_name = t.queue AND child_id = t.job_id);
    found := found || ${dependencyReason(own, 'others', 't.created_at')};
    IF only_first THEN RETURN found; END IF;
  END IF;

  IF j.start_after > ${now} THEN
    found := found || ${laterReason(own)};
    IF only_first THEN RETURN found; END IF;
  END IF;

  FOR h IN SELECT * FROM ${own}.holds_on(t) LOOP
    found := found || ${heldReason(own)};
    IF only_first THEN RETURN found; END IF;
  END LOOP;

  IF t.held_by IS NOT NULL AND NOT EXISTS (SELECT FROM ${own}.holds_on(t)) THEN
    found := found || ${own}.reason_for('HOLD', 'A hold has just ended. The task is freed within a second.', ready, NULL, NULL);
    IF only_first THEN RETURN found; END IF;
  END IF;

  IF t.key IS NOT NULL THEN
    others := ARRAY(SELECT ${own}.ahead_in_key(t, ${MAX_AHEAD_IN_KEY}));
    IF others <> '{}' THEN
      SELECT * INTO e FROM ${own}.task WHERE job_id = ANY(others) ORDER BY state <> 'running', number LIMIT 1;
      found := found || ${orderReason(
        { own, boss },
        `${counted('cardinality(others)', MAX_AHEAD_IN_KEY)}, t.key, CASE WHEN cardinality(others) = 1 THEN 'comes' ELSE 'come' END`,
        `${own}.named_tasks(others)`,
      )};
      IF only_first THEN RETURN found; END IF;
    END IF;
  END IF;

  FOR l IN SELECT u.* FROM ${own}.concurrency_group g JOIN ${own}.limit_in_use u USING (key)
      WHERE g.group_id = j.group_id AND u.running >= u.slots ORDER BY u.key LOOP
    found := found || ${concurrencyReason({ own, boss }, 'ready')};
    IF only_first THEN RETURN found; END IF;
  END LOOP;

  consumers := ${own}.consumer_reason(t.queue, ready);
  IF consumers IS NOT NULL THEN
    found := found || consumers;
  ELSIF found = '[]' THEN
    SELECT coalesce(sum(c.slots), 0), coalesce(sum(c.project_slots), 0) INTO all_slots, project_slots FROM ${own}.live_consumer c
    WHERE c.pause IS NULL AND ${takes('c', 'required')};
    SELECT count(*), coalesce(array_agg(a.id) FILTER (WHERE r.project_id = t.project_id), '{}') INTO busy, project_busy
    FROM ${boss}.job a JOIN ${own}.task r ON r.job_id = a.id
    WHERE a.state = 'active' AND a.group_id IS NOT NULL AND starts_with(a.name, 'tasks/') AND EXISTS (
      SELECT FROM ${own}.live_consumer c
      WHERE ${takes('c', 'required')} AND ${takes('c', "(string_to_array(a.name, '/'))[3:]")});
    is_capped := busy < all_slots AND cardinality(project_busy) >= project_slots;
    IF NOT only_first THEN
      -- Projects take turns, and the tasks of each are in order: two ranges of the index that fair sharing reads.
      SELECT least(${MAX_AHEAD}, count(*)) INTO ahead FROM (
        (SELECT FROM ${own}.task a WHERE ${sameProject} AND a.priority > t.priority AND ${isDue} LIMIT ${MAX_AHEAD})
        UNION ALL
        (SELECT FROM ${own}.task a WHERE ${sameProject} AND a.priority = t.priority AND a.number < t.number AND ${isDue}
          LIMIT ${MAX_AHEAD})) earlier;
      have_others := EXISTS (SELECT FROM ${own}.task a WHERE ${sameQueue} AND a.project_id < t.project_id AND ${isDue})
        OR EXISTS (SELECT FROM ${own}.task a WHERE ${sameQueue} AND a.project_id > t.project_id AND ${isDue});
    END IF;
    found := found || ${own}.reason_for('SLOT', concat_ws(' ', CASE
      WHEN busy >= all_slots THEN format('All slots of the consumers that may run it are in use (%s).', all_slots)
      WHEN is_capped THEN format('Its project has all slots that one project may have (%s).', project_slots)
      ELSE '${YOUR_TURN}' END,
      CASE WHEN ahead > 0 THEN format('%s of its project %s before it.', ${counted('ahead')},
        CASE WHEN ahead = 1 THEN 'comes' ELSE 'come' END) END,
      CASE WHEN have_others THEN 'Other projects wait, too, and take turns with it.' END), ready, NULL,
      jsonb_build_object('ahead', ahead) || CASE WHEN is_capped THEN jsonb_build_object(
        'limit', 'project/' || t.project_id, 'tasks', ${own}.named_tasks(project_busy)) ELSE '{}' END);
  END IF;
  RETURN found;
END $$;

-- Why a task of a queue that nothing else is in the way of waits, without a time.
CREATE FUNCTION ${own}.turn_reason(queue text) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(${own}.consumer_reason(queue, NULL), ${own}.reason_for('SLOT', '${YOUR_TURN}', NULL, NULL, NULL))
$$;
`;
}

/** Returns a number of tasks as text. A number at the limit of what is counted stands for more. */
const counted = (count: string, max = MAX_AHEAD): string =>
  `CASE WHEN ${count} = 1 THEN '1 task' WHEN ${count} >= ${max} THEN '${max} tasks or more' ELSE ${count} || ' tasks' END`;

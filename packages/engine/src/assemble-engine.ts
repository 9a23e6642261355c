import { hostname } from 'node:os';
import { keepStart } from '@poppobuilder/core/runner-kit';
import type { ClientConfig } from 'pg';
import { PgBoss } from 'pg-boss';
import { resolveBreaker } from './breaker/breaker-options.ts';
import { MIN_LEASE } from './check-options.ts';
import { Database } from './database/database.ts';
import { Signals } from './database/signals.ts';
import { Engine } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { applyHolds } from './holds/apply-holds.ts';
import { compactHistory } from './history/compact-history.ts';
import { countHistory } from './history/count-history.ts';
import { Queues } from './job/queues.ts';
import { RetryPolicies } from './job/retry-policies.ts';
import { BackgroundWork } from './maintenance/background-work.ts';
import { compactSpending } from './maintenance/compact-spending.ts';
import { correctClock } from './maintenance/correct-clock.ts';
import { deleteOldBlobs } from './maintenance/delete-old-blobs.ts';
import { enforceRetention } from './maintenance/enforce-retention.ts';
import { expireTasks } from './maintenance/expire-tasks.ts';
import { indexTexts } from './search/index-texts.ts';
import { PeriodicSweep } from './maintenance/periodic-sweep.ts';
import { refreshStatistics } from './maintenance/refresh-statistics.ts';
import { startInTurn } from './maintenance/start-in-turn.ts';
import { steadyClock } from './maintenance/steady-clock.ts';
import { adoptRestoredEvents } from './read/events/adopt-restored-events.ts';
import { allSettled, type Resources } from './resources.ts';
import { ScheduleWatch } from './schedules/schedule-watch.ts';
import { migrate } from './schema/migrate.ts';
import { openSchemas } from './schema/open-schemas.ts';
import type { TaskChecker } from './submit/check-new-task.ts';
import { Submitter } from './submit/submitter.ts';

const DEFAULT_SCHEMA = 'poppobuilder';
/** In milliseconds, as all times here. */
const DEFAULT_RETENTION = 30 * 24 * 3_600_000;
const DEFAULT_MAX_DEFERRAL = 30 * 24 * 3_600_000;
const EXPIRY_INTERVAL = 500;
const HOLD_INTERVAL = 500;
const HISTORY_INTERVAL = 5_000;
const SEARCH_INTERVAL = 5_000;
const CLOCK_INTERVAL = 1_000;
const STATISTICS_INTERVAL = 1_000;
const RETENTION_INTERVAL = 60_000;

/** A server to connect to. */
export interface Server {
  readonly connection: ClientConfig;
  /** Starts it again when it is ours and has ended. */
  readonly restart?: (() => Promise<void>) | undefined;
}

/** What an engine is assembled from. */
export interface Assembly {
  /** Checked options. */
  readonly options: EngineOptions;
  readonly checker: TaskChecker;
  readonly server: Server;
  /** Receives everything that has to be closed, before it is opened. */
  readonly opened: Resources;
}

/** Connects an engine to its server, and brings the schema up to date. Close the resources when it rejects. */
export async function assembleEngine({ options, checker, server, opened }: Assembly): Promise<Engine> {
  const {
    lease = MIN_LEASE,
    retention = DEFAULT_RETENTION,
    maxDeferral = DEFAULT_MAX_DEFERRAL,
    onError = writeToStderr,
    projects = {},
  } = options;
  const retries = new RetryPolicies(options.retry);
  const database = openDatabase(options, server, opened);
  const names = await database.retryWhileUnavailable(async () =>
    openSchemas(database, options.schema ?? DEFAULT_SCHEMA),
  );
  const background = new BackgroundWork();
  const boss = createBoss({ database, names, background, onError });
  opened.add(async () => boss.stop({ graceful: false, close: false }));
  const signals = new Signals({ connection: server.connection, names, onError });
  opened.add(async () => signals.close());
  await allSettled([
    database.retryWhileUnavailable(async () => boss.start()),
    database.retryWhileUnavailable(async () => signals.open()),
  ]);
  await database.retryWhileUnavailable(async () => migrate(database, names));
  const queues = new Queues({ boss, database, names, leaseSeconds: Math.ceil(lease / 1_000) });
  const closing = new AbortController();
  opened.add(async () => closing.abort());
  const context: EngineContext = {
    boss,
    database,
    names,
    signals,
    queues,
    projects,
    maxDeferral,
    breaker: resolveBreaker(options.breaker),
    background,
    onError,
    closing: closing.signal,
  };
  await allSettled([database.retryWhileUnavailable(async () => queues.open()), adoptRestoredEvents(context)]);
  const addSweep = (interval: number, sweep: (signal: AbortSignal) => Promise<unknown>): PeriodicSweep => {
    const periodic = new PeriodicSweep({ interval, sweep, background, onError });
    opened.add(async () => periodic.close());
    return periodic;
  };
  const holdSweep = addSweep(HOLD_INTERVAL, async () => applyHolds(context));
  signals.on('holds', () => holdSweep.sweepNow());
  void startInTurn(
    [
      addSweep(EXPIRY_INTERVAL, async () => expireTasks(context)),
      holdSweep,
      addSweep(CLOCK_INTERVAL, async () => correctClock(context)),
      addSweep(STATISTICS_INTERVAL, async () => refreshStatistics(context)),
      addSweep(HISTORY_INTERVAL, async () => countHistory(context)),
      addSweep(SEARCH_INTERVAL, async () => indexTexts(context)),
    ],
    closing.signal,
  );
  const retentionSweep = addSweep(RETENTION_INTERVAL, async (signal) => {
    await enforceRetention(context, { retention, signal });
    await compactSpending(context, { retention });
    await compactHistory(context);
    await deleteOldBlobs(context);
  });
  const submitter = new Submitter(context, { checker, retries });
  const schedules = new ScheduleWatch(context, submitter);
  opened.add(async () => schedules.close());
  return new Engine(context, { submitter, background: [schedules, retentionSweep], resources: opened });
}

function openDatabase(options: EngineOptions, server: Server, opened: Resources): Database {
  const application = keepStart(`poppobuilder ${options.name ?? `${hostname()}:${process.pid}`}`, 63);
  const database = new Database({
    connection: { ...server.connection, application_name: application },
    connections: options.connections,
    timeout: options.databaseTimeout,
    restart: server.restart,
  });
  opened.add(async () => database.close());
  return database;
}

type BossParts = Pick<EngineContext, 'database' | 'names' | 'background' | 'onError'>;

function createBoss({ database, names, background, onError }: BossParts): PgBoss {
  const db = database.forBoss();
  const boss = new PgBoss({
    // Its maintenance; everything else says which connection it uses.
    db: { executeSql: async (text, values) => background.run(async () => db.executeSql(text, values)) },
    schema: names.boss,
    registerInstance: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    clock: steadyClock,
    // Schedules are jobs that wait for their next occurrence.
    schedule: false,
  });
  boss.on('error', onError);
  return boss;
}

function writeToStderr(error: unknown): void {
  process.stderr.write(`poppobuilder engine: ${error instanceof Error ? error.message : String(error)}\n`);
}

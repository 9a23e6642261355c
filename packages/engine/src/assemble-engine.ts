import { hostname } from 'node:os';
import { keepStart } from '@poppobuilder/core/runner-kit';
import type { ClientConfig } from 'pg';
import { PgBoss } from 'pg-boss';
import { MIN_LEASE } from './check-options.ts';
import { Claims } from './claims/claims.ts';
import { ClockWatch } from './maintenance/clock-watch.ts';
import { Database } from './database/database.ts';
import { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { Admission } from './submit/admission/admission.ts';
import { adoptRestoredEvents } from './read/events/adopt-restored-events.ts';
import { Signals } from './database/signals.ts';
import { ExpirySweep } from './maintenance/expiry-sweep.ts';
import { DependencyLinker } from './flows/dependency-linker.ts';
import { Queues } from './job/queues.ts';
import { allSettled, type Resources } from './resources.ts';
import { RetentionSweep } from './maintenance/retention-sweep.ts';
import { RetryPolicies } from './job/retry-policies.ts';
import { migrate } from './schema/migrate.ts';
import { openSchemas } from './schema/open-schemas.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { SCHEDULES_QUEUE } from './schema/schedules.ts';
import type { TaskChecker } from './submit/check-new-task.ts';
import { StatisticsSweep } from './maintenance/statistics-sweep.ts';
import { steadyClock } from './maintenance/steady-clock.ts';
import { Submitter } from './submit/submitter.ts';
import { History } from './read/history.ts';

const SCHEMA = 'poppobuilder';
const RETENTION = 30 * 24 * 3_600_000;

/** A server to connect to. */
export interface Server {
  readonly connection: ClientConfig;
  /** Brings it back when it is ours and has ended. */
  readonly revive?: (() => Promise<void>) | undefined;
}

/** What an engine is assembled of. */
export interface Assembly {
  /** Checked already. */
  readonly options: EngineOptions;
  readonly checker: TaskChecker;
  readonly server: Server;
  /** Takes whatever is opened, before it is. */
  readonly opened: Resources;
}

/** Connects an engine to its server and brings the schema up to date; what it opens is closed with the resources. */
export async function assembleEngine({ options, checker, server, opened }: Assembly): Promise<Engine> {
  const { lease = MIN_LEASE, retention = RETENTION, onError = tellOnStderr, projects = {} } = options;
  const retries = new RetryPolicies(options.retry);
  const application = keepStart(`poppobuilder ${options.name ?? `${hostname()}:${process.pid}`}`, 63);
  const database = new Database({
    connection: { ...server.connection, application_name: application },
    connections: options.connections,
    patience: options.patience,
    revive: server.revive,
  });
  opened.add(async () => database.close());
  const names = await database.retryWhileUnavailable(async () =>
    openSchemas(database, options.schema ?? SCHEMA),
  );
  const boss = new PgBoss({
    db: database.forBoss(),
    schema: names.boss,
    registerInstance: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    clock: steadyClock,
    // Schedules are jobs that wait for their next occurrence.
    schedule: false,
  });
  boss.on('error', onError);
  opened.add(async () => boss.stop({ graceful: false, close: false }));
  const signals = new Signals({ connection: server.connection, names, onError });
  opened.add(async () => signals.close());
  await allSettled([
    database.retryWhileUnavailable(async () => boss.start()),
    database.retryWhileUnavailable(async () => signals.open()),
  ]);
  await database.retryWhileUnavailable(async () => migrate(database, names));
  const queues = new Queues({
    boss,
    database,
    names,
    leaseSeconds: Math.ceil(lease / 1_000),
  });
  const history = new History({ database, names, signals });
  opened.add(async () => history.close());
  await allSettled([
    database.retryWhileUnavailable(async () => queues.open()),
    adoptRestoredEvents(database, names),
  ]);
  const wake = (changed: Iterable<string>, owners?: Iterable<string>): void => signals.wake(changed, owners);
  const expiry = new ExpirySweep({ boss, database, names, wake, onError });
  opened.add(async () => expiry.close());
  const clockWatch = new ClockWatch({ database, names, wake: () => wake([SCHEDULES_QUEUE]), onError });
  opened.add(async () => clockWatch.close());
  const statistics = new StatisticsSweep({ database, names, onError });
  opened.add(async () => statistics.close());
  const retentionSweep = new RetentionSweep({ boss, database, names, retention, onError });
  opened.add(async () => retentionSweep.close());
  const submitter = new Submitter({
    boss,
    database,
    names,
    queues,
    checker,
    retries,
    linker: new DependencyLinker(names),
    wake,
    projects,
    admission: new Admission({
      boss,
      database,
      names,
      cancel: async (jobId) => signals.cancel(jobId),
      onError,
    }),
  });
  const scheduler = new Scheduler({ boss, database, names, submitter, signals, onError });
  opened.add(async () => scheduler.close());
  return new Engine({
    boss,
    database,
    names,
    queues,
    signals,
    claims: new Claims({ database, names }),
    submitter,
    projects,
    scheduler,
    retention: retentionSweep,
    history,
    onError,
    resources: opened,
  });
}

function tellOnStderr(error: unknown): void {
  process.stderr.write(`poppobuilder engine: ${error instanceof Error ? error.message : String(error)}\n`);
}

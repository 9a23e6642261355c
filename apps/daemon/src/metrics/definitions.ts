/** A metric: what it counts or measures, and by which labels. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

const gauge = (help: string, ...labels: string[]): MetricDefinition => ({ type: 'gauge', help, labels });
const counter = (help: string, ...labels: string[]): MetricDefinition => ({ type: 'counter', help, labels });
const histogram = (help: string, ...labels: string[]): MetricDefinition => ({
  type: 'histogram',
  help,
  labels,
});

/** All metrics of a daemon, by their names. Every label has few values: ids of tasks and issues are none. */
export const METRICS = {
  poppo_info: gauge('1, with the version of the daemon.', 'version'),
  poppo_start_time_seconds: gauge('When the daemon started, in seconds since 1970.'),
  poppo_configuration_valid: gauge('1 while the configuration file is valid, else 0.'),
  poppo_warnings: gauge('Warnings that `poppo status` shows.', 'code'),
  poppo_tasks: gauge(
    'Tasks in each state; those that succeeded have neither type nor project.',
    'state',
    'type',
    'project',
  ),
  poppo_tasks_waiting: gauge(
    'Tasks that wait, by the first reason: the oldest 50000 of them. UNCOUNTED has the others.',
    'reason',
  ),
  poppo_queue_oldest_seconds: gauge('Age of the oldest queued task.', 'project'),
  poppo_holds: gauge('Holds, by the code of their reason.', 'code'),
  poppo_slots: gauge('Tasks that may run at once.'),
  poppo_slots_used: gauge('Tasks that run, those of triggers included.'),
  poppo_workers: gauge('Worker processes, by what they do: busy or idle.', 'state'),
  poppo_workers_memory_bytes: gauge('Memory of all workers, with everything that they started.'),
  poppo_task_attempts_total: counter(
    'Attempts that ended: succeeded, failed, cancelled, timed-out or deferred.',
    'type',
    'project',
    'outcome',
  ),
  poppo_task_attempt_duration_seconds: histogram('How long attempts took.', 'type', 'outcome'),
  poppo_task_retries_total: counter('Attempts after the first one of their task.', 'type', 'project'),
  poppo_task_deferrals_total: counter(
    'Attempts that handed their task back, by the code of the reason.',
    'project',
    'code',
  ),
  poppo_spent_usd: gauge('US dollars that are known to be spent.', 'project'),
  poppo_spent_tokens: gauge('Tokens that are known to be spent.', 'project'),
  poppo_runs: gauge('Attempts that count for budgets.', 'project'),
  poppo_runs_unknown: gauge('Attempts whose spending is unknown.', 'project'),
  poppo_budget_cap: gauge(
    'Caps, but for those of single issues; unit is usd, tokens or runs.',
    'scope',
    'project',
    'unit',
  ),
  poppo_budget_spent: gauge('What is known to be spent below a cap.', 'scope', 'project', 'unit'),
  poppo_account_window_used_ratio: gauge(
    'Used part of a limit of an account: 1 is all.',
    'account',
    'window',
  ),
  poppo_github_rate_limit: gauge('Calls per hour that GitHub allows the token of a project.', 'project'),
  poppo_github_rate_limit_remaining: gauge('Calls that are left of them, at most a minute ago.', 'project'),
  poppo_webhook_deliveries_total: counter(
    'Requests to webhooks, by the status of the answer.',
    'route',
    'status',
  ),
  poppo_trigger_events_total: counter(
    'Deliveries and polls that triggers have handled.',
    'trigger',
    'kind',
    'outcome',
  ),
  poppo_database_up: gauge('1 while the database answers, else 0.'),
  poppo_database_read_seconds: gauge('How long reading these metrics from the database took.'),
  poppo_memory_free_bytes: gauge('Memory that is free on the machine or in the container.'),
  process_resident_memory_bytes: gauge('Memory of the process of the daemon.'),
  process_cpu_seconds_total: counter('CPU time of the process of the daemon.'),
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Name of a metric. */
export type MetricName = keyof typeof METRICS;

export type { ActiveHours } from './configuration/active-hours-configuration.ts';
export type { Amounts, Budgets, RunAmounts } from './configuration/budgets-configuration.ts';
export type {
  ActiveHoursInput,
  DaemonConfigurationInput,
  ProjectInput,
  ScheduleInput,
} from './configuration/configuration-input.ts';
export type { DaemonConfiguration, HttpConfiguration } from './configuration/daemon-configuration.ts';
export { defineConfig } from './configuration/define-config.ts';
export { findConfiguration, type FindOptions } from './configuration/find-configuration.ts';
export {
  loadConfiguration,
  type LoadedConfiguration,
  type LoadOptions,
} from './configuration/load-configuration.ts';
export type { NotifyConfiguration, Occasion } from './configuration/notify-configuration.ts';
export type { ApprovalMode, ProjectConfiguration } from './configuration/project-configuration.ts';
export type { ScheduleConfiguration } from './configuration/schedule-configuration.ts';
export { DAEMON_ERROR_CODES, type DaemonErrorCode } from './server/error-codes.ts';
export { type DaemonLog } from './lifecycle/daemon-options.ts';
export { type ReadyDaemon, runDaemon, type RunDaemonOptions } from './lifecycle/run-daemon.ts';

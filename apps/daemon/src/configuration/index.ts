export type { OpenPluginChecks, PluginChecks } from './check-configuration.ts';
export type { DaemonConfiguration } from './daemon-configuration.ts';
export { daemonConfigSchema } from './daemon-config-schema.ts';
export { findConfiguration, findConfigurationIn, type FindOptions } from './find-configuration.ts';
export { loadConfiguration, type LoadedConfiguration, type LoadOptions } from './load-configuration.ts';

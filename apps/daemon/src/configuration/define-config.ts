import type { DaemonConfigurationInput } from './configuration-input.ts';

/** Returns the configuration of a daemon as it is; with it, editors know the type. Export it by default. */
export function defineConfig(configuration: DaemonConfigurationInput): DaemonConfigurationInput {
  return configuration;
}

import { isDeepStrictEqual } from 'node:util';
import type { DaemonConfiguration } from './daemon-configuration.ts';

/** What is decided once, when a daemon starts. */
const FIXED = ['plugins', 'from', 'database', 'http', 'slots', 'isolation', 'minFreeMemory', 'log'] as const;

/** A changed configuration as far as it can apply now. */
export interface Applicable {
  readonly configuration: DaemonConfiguration;
  /** Keys whose change needs a restart; they stay as they were. */
  readonly needRestart: readonly string[];
}

/** Returns what of a changed configuration applies while the daemon runs. */
export function applicableOf(current: DaemonConfiguration, changed: DaemonConfiguration): Applicable {
  const needRestart = FIXED.filter((key) => !isDeepStrictEqual(current[key], changed[key]));
  const kept = Object.fromEntries(needRestart.map((key) => [key, current[key]]));
  return { configuration: { ...changed, ...kept }, needRestart };
}

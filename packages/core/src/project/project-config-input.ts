import type { CoreConfig } from './core-config.ts';

/**
 * A configuration as it is written: the keys of every configuration, and sections by their names. A package
 * adds the type of its sections by declaring this interface again, in `declare module '@poppobuilder/core'`.
 */
export interface ProjectConfigInput extends CoreConfig {
  /**
   * A section; in a task also a secret that a section takes from there, which is taken out of the
   * configuration and masked everywhere.
   */
  readonly [section: string]: unknown;
}

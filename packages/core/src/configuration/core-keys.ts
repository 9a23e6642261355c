/** Keys of every configuration, which no section has for its name. */
export const CORE_KEYS: ReadonlySet<string> = new Set([
  '$schema',
  'language',
  'limits',
  'environment',
  'passEnvironment',
  'permissions',
]);

/** The version of the plugin contract that this version of core defines. */
export const PLUGIN_API_VERSION = 1;

/** A range of versions of the plugin contract; both ends are supported. */
export interface ApiVersionRange {
  readonly oldest: number;
  readonly newest: number;
}

/** The versions of the plugin contract whose plugins this version of core runs. Those before the newest are deprecated. */
export const SUPPORTED_API_VERSIONS: ApiVersionRange = { oldest: 1, newest: PLUGIN_API_VERSION };

/** Returns why a plugin of some version cannot be used, and what to do; nothing if it can. */
export function apiVersionProblem(
  version: unknown,
  supported: ApiVersionRange = SUPPORTED_API_VERSIONS,
): string | undefined {
  const { oldest, newest } = supported;
  const range = oldest === newest ? `apiVersion ${oldest}` : `apiVersion ${oldest} to ${newest}`;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return `has an apiVersion that is not a whole number, and this version of PoppoBuilder supports ${range}`;
  }
  if (version >= oldest && version <= newest) return undefined;
  const advice =
    version > newest
      ? 'update PoppoBuilder, or install an older version of the plugin'
      : 'update the plugin, or install an older version of PoppoBuilder';
  return `was made for apiVersion ${version}, and this version of PoppoBuilder supports ${range}; ${advice}`;
}

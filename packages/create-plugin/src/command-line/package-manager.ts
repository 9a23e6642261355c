/** The package manager that started this program, and its version. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  readonly version: string | undefined;
}

const MANAGERS = ['npm', 'pnpm', 'yarn'] as const;

/** Reads `npm_config_user_agent`, such as `pnpm/12.21.0 npm/? node/v26.10.0`. Others count as npm. */
export function managerOf(userAgent: string | undefined): PackageManager {
  const [agent, version] = userAgent?.split(' ')[0]?.split('/') ?? [];
  const name = MANAGERS.find((manager) => manager === agent);
  return name === undefined ? { name: 'npm', version: undefined } : { name, version };
}

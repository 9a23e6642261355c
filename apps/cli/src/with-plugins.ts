/** Options of a runner, with the list of its plugins. */
interface WithPlugins {
  readonly plugins?: readonly unknown[] | undefined;
}

/**
 * Returns options with a changed list of plugins. Options that are not valid are returned as they are: the runner that they are
 * for refuses them.
 */
export function withPlugins<T extends WithPlugins>(
  options: T,
  change: (plugins: NonNullable<T['plugins']>) => NonNullable<T['plugins']>,
): T {
  try {
    const plugins: T['plugins'] = options.plugins ?? [];
    const isValid = typeof options === 'object' && !Array.isArray(options) && Array.isArray(plugins);
    return isValid ? { ...options, plugins: change(plugins) } : options;
  } catch {
    return options;
  }
}

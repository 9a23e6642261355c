/** What the URL says of the plugins. */
export interface PluginsSearch {
  /** The type of the task that is to be submitted. */
  readonly type?: string | undefined;
}

/** Reads the chosen type from the parameters of a URL. */
export function readPluginsSearch({ type }: Record<string, unknown>): PluginsSearch {
  return typeof type === 'string' && type !== '' ? { type } : {};
}

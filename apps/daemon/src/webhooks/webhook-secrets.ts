/** A secret that deliveries may be signed with. */
export interface WebhookSecret {
  readonly value: string;
  /** The projects that it counts for; absent for all that have no own one. */
  readonly projectId?: string | undefined;
}

/** Returns the variable with the secret of one project. */
const secretVariable = (name: string, projectId: string): string =>
  `${name}_${projectId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;

/** Returns the secrets of a webhook: the common one, and those of projects that have their own. */
export function webhookSecrets(
  environment: NodeJS.ProcessEnv,
  name: string,
  projectIds: readonly string[],
): WebhookSecret[] {
  const common = environment[name] ?? '';
  const own = projectIds.map((projectId) => ({
    projectId,
    value: environment[secretVariable(name, projectId)] ?? '',
  }));
  return [{ value: common }, ...own].filter(({ value }) => value !== '');
}

/** Whether one of the secrets that matched counts for a project: its own, or the common one if it has none. */
export function countsFor(
  projectId: string,
  matched: readonly WebhookSecret[],
  all: readonly WebhookSecret[],
): boolean {
  const hasOwn = all.some((secret) => secret.projectId === projectId);
  return matched.some((secret) => secret.projectId === (hasOwn ? projectId : undefined));
}

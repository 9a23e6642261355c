import type { ResolvedPermissions } from '@poppobuilder/core';
import {
  findProjectSecrets,
  permitsSecret,
  type ProjectSettings,
  type SettingsData,
} from '@poppobuilder/core/runner-kit';

/** What a worker gets of a project's settings: of the secrets only those that it may have. */
export function settingsForWorker(
  settings: ProjectSettings,
  permissions: ResolvedPermissions,
  environment: Readonly<Record<string, string>>,
): SettingsData {
  const { masker: _, ...data } = settings;
  const config = permitsSecret(permissions, 'agent')
    ? settings.config
    : withoutAgentEnvironment(settings.config);
  const secrets = Object.fromEntries(
    Object.entries(settings.secrets).filter(([name]) => permitsSecret(permissions, name)),
  );
  return {
    ...data,
    config,
    environment,
    secrets,
    secretTexts: findProjectSecrets(secrets, environment, config, settings.origin).texts,
    // The host warns of them.
    unmaskedSecrets: [],
    warnings: [],
  };
}

/** The agent's own variables often hold what it signs in with. */
export function withoutAgentEnvironment(config: ProjectSettings['config']): ProjectSettings['config'] {
  if (config.agent === undefined) return config;
  const { environment: _, ...agent } = config.agent;
  return { ...config, agent };
}

import { agentEnvironment } from '@poppobuilder/agent/provider-kit';

type Variables = Readonly<Record<string, string>>;

/** Sources of Codex's environment variables. A later source wins. */
export interface EnvironmentSources {
  /** Variables of the task's commands. */
  readonly task: Variables;
  /** Variables of the provider: its key and URL. */
  readonly provider: Variables;
  /** Folder of the CLI's settings and state. */
  readonly home: string;
  /** Temporary folder of the run. */
  readonly temporaryFolder: string;
  /** Variables in the project's configuration. */
  readonly configured: Variables;
}

/** Variables of the provider, which commands of the agent do not get. */
export const PROVIDER_VARIABLES: readonly string[] = ['CODEX_API_KEY', 'OPENAI_*'];

/** Returns the complete environment of Codex, which reads a key from `CODEX_API_KEY` alone. */
export function codexEnvironment({
  task,
  provider,
  home,
  temporaryFolder,
  configured,
}: EnvironmentSources): Record<string, string> {
  const variables = agentEnvironment(task, provider, configured, {
    CODEX_HOME: home,
    TMPDIR: temporaryFolder,
  });
  const { CODEX_API_KEY: own, ...others } = variables;
  const key = [own, variables['OPENAI_API_KEY']].find((text) => text !== undefined && text !== '');
  return key === undefined ? others : { ...others, CODEX_API_KEY: key };
}

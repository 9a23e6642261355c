import { agentEnvironment } from '../cli/agent-environment.ts';

type Variables = Readonly<Record<string, string>>;

/** Sources of an agent's environment variables. A later source wins. */
export interface EnvironmentSources {
  /** Variables of the task's commands. */
  readonly task: Variables;
  /** Variables of the agent's provider: its key and URL. */
  readonly provider: Variables;
  /** Folder of the agent's settings and sessions. */
  readonly configDirectory: string;
  /** Temporary folder of the run. */
  readonly temporaryFolder: string;
  /** Variables in the project's configuration. */
  readonly configured: Variables;
}

/** Makes the CLI wait out every limit by itself, while the task keeps its slot and nobody learns what it waits for. */
const UNBOUNDED_RETRIES = 'CLAUDE_CODE_RETRY_WATCHDOG';

/** Returns the complete environment of Claude. */
export function claudeEnvironment(sources: EnvironmentSources): Record<string, string> {
  const own = {
    CLAUDE_CONFIG_DIR: sources.configDirectory,
    CLAUDE_CODE_TMPDIR: sources.temporaryFolder,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  const { [UNBOUNDED_RETRIES]: _, ...environment } = agentEnvironment(
    sources.task,
    own,
    sources.provider,
    sources.configured,
  );
  return environment;
}

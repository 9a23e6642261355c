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

const GITHUB_TOKEN_NAME = /^(GH|GITHUB)(_.*)?_(TOKEN|PAT)(_.*)?$/i;

/** Returns the complete environment of an agent. Its tools inherit everything, so it never contains a GitHub token. */
export function claudeEnvironment(sources: EnvironmentSources): Record<string, string> {
  const variables = {
    ...sources.task,
    CLAUDE_CONFIG_DIR: sources.configDirectory,
    CLAUDE_CODE_TMPDIR: sources.temporaryFolder,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...sources.provider,
    ...sources.configured,
  };
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !GITHUB_TOKEN_NAME.test(name)));
}

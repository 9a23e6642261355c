type Variables = Readonly<Record<string, string>>;

/** Where the variables of an agent come from; a later source wins. */
export interface EnvironmentSources {
  /** Of the task's commands. */
  readonly task: Variables;
  /** Of the agent's provider: its key, its address. */
  readonly provider: Variables;
  /** Folder of the agent's settings and sessions. */
  readonly configDirectory: string;
  /** Folder for what the agent needs during the run alone. */
  readonly temporaryFolder: string;
  /** From the project's configuration. */
  readonly configured: Variables;
}

const GITHUB_TOKEN_NAME = /^(GH|GITHUB)(_.*)?_(TOKEN|PAT)(_.*)?$/i;

/** The whole environment of an agent. No GitHub token is in it, wherever it came from: its tools inherit everything. */
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

type Variables = Readonly<Record<string, string>>;

const GITHUB_TOKEN_NAME = /^(GH|GITHUB)(_.*)?_(TOKEN|PAT)(_.*)?$/i;

/**
 * Returns the environment of an agent: variables of several sources, of which a later one wins. Its tools inherit
 * everything, so it never contains a GitHub token.
 */
export function agentEnvironment(...sources: readonly Variables[]): Record<string, string> {
  const variables: Variables = Object.assign({}, ...sources) as Variables;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !GITHUB_TOKEN_NAME.test(name)));
}

/** Variables of the host that git finds the operator's own configuration by, and what it needs to start. */
const PASSED =
  /^(PATH|HOME|XDG_CONFIG_HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|SYSTEMROOT|SYSTEMDRIVE|PATHEXT|SUDO_UID|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM))$/i;

/** The environment of a git that reads the operator's own configuration, and the repository's only where it is run there. */
export function gitEnvironment(host: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(Object.entries(host).filter(([name]) => PASSED.test(name))),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

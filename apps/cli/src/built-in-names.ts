/** Packages of the built-in plugins. They are not loaded here. */
export const BUILT_IN_NAMES: readonly string[] = [
  '@poppobuilder/plugin-claude-cli',
  '@poppobuilder/plugin-custom-command',
  '@poppobuilder/plugin-github-trigger',
  '@poppobuilder/plugin-process-comment',
  '@poppobuilder/plugin-process-issue',
  '@poppobuilder/plugin-process-pr',
];

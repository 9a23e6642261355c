import type { Plugin } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import customCommand from '@poppobuilder/plugin-custom-command';
import githubTrigger from '@poppobuilder/plugin-github-trigger';
import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import processPr from '@poppobuilder/plugin-process-pr';

/** The built-in plugins. Each has the name of its package. */
export const builtInPlugins: readonly Plugin[] = [
  claudeCli,
  customCommand,
  githubTrigger,
  processComment,
  processIssue,
  processPr,
];

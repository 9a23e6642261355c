import type { Plugin } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import customCommand from '@poppobuilder/plugin-custom-command';

/** The plugins that come with PoppoBuilder. Each is named like its package. */
export const builtInPlugins: readonly Plugin[] = [claudeCli, customCommand];

/** What a plugin may have beside its task type. Each has a folder of its name in `template/`. */
export type PluginOption = 'service' | 'trigger';

/** How an option is offered. */
interface OptionTexts {
  /** For the help of its flag. */
  readonly description: string;
  readonly question: string;
}

export const PLUGIN_OPTIONS: Readonly<Record<PluginOption, OptionTexts>> = {
  service: {
    description: 'add a service of its own, which tests can replace',
    question: 'Add a service of its own, which tests can replace?',
  },
  trigger: {
    description: 'add a trigger, which turns requests into tasks',
    question: 'Add a trigger, which turns requests into tasks?',
  },
};

export const pluginOptions: readonly PluginOption[] = Object.keys(PLUGIN_OPTIONS) as PluginOption[];

export type Language = 'typescript' | 'javascript';

/** Which plugin to create. */
export interface Choices {
  /** Name of the package. */
  readonly name: string;
  readonly language: Language;
  readonly options: readonly PluginOption[];
}

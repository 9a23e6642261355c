import { confirm, isCancel, select, text } from '@clack/prompts';
import { checkTarget } from '../folder/check-target.ts';
import { checkName } from '../plugin-name.ts';
import {
  type Choices,
  type Language,
  PLUGIN_OPTIONS,
  type PluginOption,
  pluginOptions,
} from '../plugin-options.ts';

/** Asks in the terminal for what is `undefined`. Resolves with `undefined` when the questions are cancelled. */
export async function askForChoices(given: {
  readonly [Key in keyof Choices]: Choices[Key] | undefined;
}): Promise<Choices | undefined> {
  const name = given.name ?? (await askForName());
  if (isCancel(name)) return undefined;
  // Before the next question: an answer to it would be lost.
  checkTarget(checkName(name).folder);
  const language = given.language ?? (await askForLanguage());
  if (isCancel(language)) return undefined;
  const options = given.options ?? (await askForOptions());
  return options && { name, language, options };
}

const askForName = () =>
  text({
    message: 'Name of the package',
    placeholder: 'my-task, or @your-scope/my-task',
    validate: (value) => problemOf(() => checkTarget(checkName(value ?? '').folder)),
  });

const askForLanguage = () =>
  select<Language>({
    message: 'Language',
    options: [
      { value: 'typescript', label: 'TypeScript' },
      { value: 'javascript', label: 'JavaScript', hint: 'its types are checked too' },
    ],
  });

async function askForOptions(): Promise<readonly PluginOption[] | undefined> {
  const chosen: PluginOption[] = [];
  for (const option of pluginOptions) {
    const answer = await confirm({ message: PLUGIN_OPTIONS[option].question, initialValue: false });
    if (isCancel(answer)) return undefined;
    if (answer) chosen.push(option);
  }
  return chosen;
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

import validate from 'validate-npm-package-name';
import { invalidInput } from './create-error.ts';

/** The names that follow from the name of a package. */
export interface PluginName {
  readonly isScoped: boolean;
  /** The name without its scope. */
  readonly folder: string;
  /** The folder's name without the prefix of plugins: `lint` for `poppobuilder-plugin-lint`. */
  readonly taskType: string;
}

const MAX_TASK_TYPE = 128;

/** Returns the names that follow from one that npm accepts for a new package. Throws a `CreateError` for others. */
export function checkName(name: string): PluginName {
  if (/^[./\\]|\\|^[^@].*\//.test(name)) {
    throw invalidInput(
      `${JSON.stringify(name)} is a path. Change to the folder that is to contain it, and give a name.`,
    );
  }
  const { validForNewPackages, errors = [], warnings = [] } = validate(name);
  if (!validForNewPackages) {
    const [reason = 'it is not valid'] = [...errors, ...warnings];
    throw invalidInput(
      `npm does not accept the name ${JSON.stringify(name)}: ${reason}. ${suggestionFor(name)}`,
    );
  }
  const folder = name.slice(name.indexOf('/') + 1);
  const taskType = folder.replace(/^(poppobuilder-)?plugin-(?=.)/, '');
  if (taskType.length > MAX_TASK_TYPE) {
    throw invalidInput(
      `The name is too long: the type of a task has at most ${MAX_TASK_TYPE} characters. Shorten it.`,
    );
  }
  return { isScoped: name.startsWith('@'), folder, taskType };
}

function suggestionFor(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const suggestion = words.join('-');
  const isUsable = suggestion !== '' && suggestion !== name && validate(suggestion).validForNewPackages;
  return `Use lower-case letters, digits and hyphens, such as "${isUsable ? suggestion : 'my-task'}".`;
}

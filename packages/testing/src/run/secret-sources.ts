import { type Secret, type SecretDeclaration, TaskError } from '@poppobuilder/core';

/** Where one secret is put. */
interface SecretPlace {
  readonly variables?: Readonly<Record<string, string>>;
  /** Keys of the project's credentials file. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Own secrets in that file. */
  readonly own?: Readonly<Record<string, string>>;
}

/** Returns this process's environment without the variables that secrets come from: a test never uses the user's own. */
export function hostWithoutSecrets(declared: readonly SecretDeclaration[]): Record<string, string> {
  const patterns = declared.flatMap(({ sources, reserved = [] }) => [
    ...reserved,
    ...sources.flatMap((source) => {
      if (source.from === 'variable') return [source.name.replace('<ID>', '*')];
      return source.from === 'variables' ? source.names : [];
    }),
  ]);
  const isSecret = (name: string): boolean =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || isSecret(name) || name.startsWith('POPPOBUILDER_') ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

/** Returns where a secret is put. Throws `INVALID_CONFIG` when a test cannot set it. */
export function placeFor(
  name: string,
  secret: Secret,
  declaration: SecretDeclaration | undefined,
): SecretPlace {
  if (declaration === undefined && typeof secret === 'string') return { own: { [name]: secret } };
  const sources = declaration?.sources ?? [];
  if (typeof secret === 'object') {
    if (sources.some(({ from }) => from === 'variables')) return { variables: secret };
    throw wrongSecret(name, 'it is one text; give a string');
  }
  for (const source of sources) {
    if (source.from === 'credentials') return { keys: { [source.key]: secret } };
    if (source.from === 'variable' && !source.name.includes('<ID>'))
      return { variables: { [source.name]: secret } };
    const variable =
      source.from === 'variables' ? source.names.find((each) => !each.endsWith('*')) : undefined;
    if (variable !== undefined) return { variables: { [variable]: secret } };
  }
  throw wrongSecret(name, 'none of its sources can be set by a test');
}

const wrongSecret = (name: string, problem: string): TaskError =>
  new TaskError({
    code: 'INVALID_CONFIG',
    message: `The option "secrets" of runTask() is not valid: ${JSON.stringify(name)} cannot be set: ${problem}.`,
  });

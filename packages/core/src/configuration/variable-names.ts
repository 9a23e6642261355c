import type { SecretDeclaration } from './section-needs.ts';

/** Whether a name is among patterns, in which `*` at the end stands for any rest. */
export function matchesName(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}

/** Name of the host's variable with a secret of one project: `TOKEN_MY_PROJECT` for `TOKEN_<ID>`. */
export function projectVariable(name: string, projectId: string): string {
  return name.replace('<ID>', projectId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'));
}

/** Patterns of all variables of the host that a secret may come from. */
export function sourceVariables({ sources }: SecretDeclaration): string[] {
  return sources.flatMap((source) => {
    if (source.from === 'variable') return [source.name.replace('<ID>', '*')];
    return source.from === 'variables' ? source.names : [];
  });
}

/** Whether a variable of this name would hand the secret to commands. In any case: some systems have but one. */
export function isReserved(name: string, { sources, reserved = [] }: SecretDeclaration): boolean {
  const single = sources.flatMap((source) =>
    source.from === 'variable' ? [source.name.replace('<ID>', '*')] : [],
  );
  const patterns = [...single, ...reserved].map((pattern) => pattern.toUpperCase());
  return matchesName(name.toUpperCase(), patterns);
}

/** What messages call a secret. */
export const titleOf = ({ name, title }: SecretDeclaration): string => title ?? `secret "${name}"`;

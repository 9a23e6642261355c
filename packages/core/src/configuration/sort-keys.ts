import { formatPath } from '../task/json.ts';
import { nearest } from '../text/nearest.ts';
import { isSecretName } from '../secrets/secret-names.ts';
import { CORE_KEYS } from './core-keys.ts';
import { isNode, type Node } from './merge-layers.ts';
import type { SectionDeclaration } from './section-declaration.ts';

/** What a source of a configuration has beside the keys of every configuration. */
export interface SortedKeys {
  readonly sections: Node;
  /** Names of sections that no loaded plugin has. */
  readonly unknown: readonly string[];
  /** Texts of a task that are secrets, by name. */
  readonly fields: Readonly<Record<string, string>>;
  readonly mistakes: readonly string[];
}

/** Sorts the keys of one source. Only a task may have secrets beside its sections. */
export function sortKeys(
  source: Node,
  declarations: readonly SectionDeclaration[],
  isTask: boolean,
): SortedKeys {
  const names = new Set(declarations.map(({ name }) => name));
  const secretFields = new Set(isTask ? taskFields(declarations) : []);
  const known = [...CORE_KEYS, ...names, ...secretFields].filter((name) => name !== '$schema');
  const sections: Record<string, unknown> = {};
  const fields: Record<string, string> = {};
  const unknown: string[] = [];
  const mistakes: string[] = [];
  for (const [key, value] of Object.entries(source)) {
    if (CORE_KEYS.has(key)) continue;
    const shown = formatPath([key]);
    const meant = names.has(key) || secretFields.has(key) ? undefined : nearest(key, known);
    if (names.has(key)) sections[key] = value;
    else if (secretFields.has(key)) {
      if (typeof value === 'string' && value !== '') fields[key] = value;
      else mistakes.push(`${shown}: expected a text that is not empty`);
    } else if (meant !== undefined) {
      mistakes.push(`${shown}: is not a known field (did you mean ${JSON.stringify(meant)}?)`);
    } else if (isNode(value) && !isSecretName(key)) {
      sections[key] = value;
      unknown.push(key);
    } else if (isTask && typeof value === 'string' && isSecretName(key)) fields[key] = value;
    else mistakes.push(`${shown}: is not a known field`);
  }
  return { sections, unknown, fields, mistakes };
}

/** Names of the texts in a task's `projectConfig` that are secrets. */
export function taskFields(declarations: readonly SectionDeclaration[]): string[] {
  return declarations.flatMap(({ secrets }) =>
    secrets.flatMap(({ sources }) =>
      sources.flatMap((source) => (source.from === 'task' ? [source.field] : [])),
    ),
  );
}

import { type JsonSchema, nearest } from '@poppobuilder/core';
import { describeIssues } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Triggers that a project configures, by their names. */
export type ConfiguredTriggers = Readonly<Record<string, unknown>>;

/**
 * Returns what is wrong with the configurations of triggers: mistakes, and triggers that no plugin has. Their schemas come as
 * JSON Schema from the process that knows the plugins.
 */
export function checkTriggers(
  configured: ConfiguredTriggers,
  known: ReadonlyMap<string, JsonSchema>,
): { readonly mistakes: readonly string[]; readonly unknown: readonly string[] } {
  const mistakes: string[] = [];
  const unknown: string[] = [];
  for (const [name, configuration] of Object.entries(configured)) {
    const json = known.get(name);
    if (json === undefined) {
      const meant = nearest(name, [...known.keys()]);
      if (meant === undefined) unknown.push(`triggers.${name}`);
      else mistakes.push(`triggers.${name}: is not a known trigger (did you mean ${JSON.stringify(meant)}?)`);
      continue;
    }
    const schema = z.fromJSONSchema(json);
    const parsed = schema.safeParse(configuration);
    if (parsed.success) continue;
    mistakes.push(
      ...describeIssues(parsed.error, { schema }).map((mistake) => joined(`triggers.${name}`, mistake)),
    );
  }
  return { mistakes, unknown };
}

/** A mistake of the whole has no path. */
const joined = (place: string, mistake: string): string =>
  /^[\w$[\]".-]+: /.test(mistake) ? `${place}.${mistake}` : `${place}: ${mistake}`;

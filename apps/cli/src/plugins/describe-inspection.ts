import type { JsonSchema } from '@poppobuilder/core';
import type { PluginInspection } from '@poppobuilder/worker-pool';
import type { PluginDescription, TypeDescription } from './describe-plugins.ts';

/** A plugin as `poppo plugins inspect --json` prints it. */
export interface InspectedPlugin extends PluginDescription {
  readonly types: readonly InspectedType[];
  /** What gives tasks, with the webhook or the poll of each, and the JSON Schema of what a project says of it. */
  readonly triggers: PluginInspection['triggers'];
  readonly configuration: readonly InspectedSection[];
  /** Ids of the services that it defines. */
  readonly services: readonly string[];
  /** Whether it wraps the handlers of all tasks. */
  readonly middleware: boolean;
}

interface InspectedType extends TypeDescription {
  readonly version: string;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
  readonly idempotent: boolean;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly examples: readonly object[];
}

type InspectedSection = PluginInspection['sections'][number] & { readonly schema: JsonSchema | undefined };

/** Returns a plugin with all that is known of it, as data. */
export function describeInspection(
  { types, ...plugin }: PluginDescription,
  { handlers, triggers, sections, sectionSchemas, services, hasMiddleware }: PluginInspection,
): InspectedPlugin {
  return {
    ...plugin,
    types: types.flatMap((type, index) => {
      const handler = handlers[index];
      if (handler === undefined) return [];
      const { version, timeout, idempotent, input, output, examples } = handler;
      return [{ ...type, version, timeout, idempotent, input, output, examples }];
    }),
    triggers,
    configuration: sections.map((section) => ({ ...section, schema: sectionSchemas[section.name] })),
    services,
    middleware: hasMiddleware,
  };
}

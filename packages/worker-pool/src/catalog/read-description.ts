import { type JsonSchema, TaskError } from '@poppobuilder/core';
import {
  deprecationSchema,
  permissionsSchema,
  resolvePermissions,
  sectionDeclarationSchema,
  triggerDeclarationSchema,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { LocatedPlugin } from '@poppobuilder/core/runner-kit';
import type { HandlerContents, PluginContents, PluginDescription } from '../protocol/messages.ts';

/**
 * Returns what the process that looks at plugins reports of them, checked: it runs their code, so the host does not take
 * from it which files they are, and what is granted to them.
 */
export function readDescription(
  plugins: readonly PluginDescription[],
  asked: readonly Pick<LocatedPlugin, 'url'>[],
): readonly PluginDescription[] {
  const urls = asked.map((plugin) => plugin.url);
  if (plugins.length !== urls.length || plugins.some(({ url }, index) => url !== urls[index])) {
    throw new TaskError({
      code: 'PLUGIN_INVALID',
      message: 'The process that looks at the plugins reported others than were asked for.',
    });
  }
  return plugins.map((plugin) => ({
    ...plugin,
    sections: z.array(sectionDeclarationSchema).parse(plugin.sections),
    triggers: z.array(triggerDeclarationSchema).parse(plugin.triggers),
    deprecations: z.array(deprecationSchema).parse(plugin.deprecations),
    handlers: plugin.handlers.map((handler) => {
      const permissions = permissionsSchema.parse(handler.permissions);
      return { ...handler, permissions, granted: resolvePermissions(permissions) };
    }),
  }));
}

const jsonSchema: z.ZodType<JsonSchema> = z.record(z.string(), z.unknown());

const contentsSchema: z.ZodType<readonly PluginContents[]> = z.array(
  z.strictObject({
    handlers: z.array(
      z.strictObject({
        type: z.string(),
        input: jsonSchema,
        output: jsonSchema,
        examples: z.array(z.record(z.string(), z.unknown())) as unknown as z.ZodType<
          HandlerContents['examples']
        >,
      }),
    ),
    sections: z.record(z.string(), jsonSchema),
    triggers: z.record(z.string(), jsonSchema),
    services: z.array(z.string()),
    hasMiddleware: z.boolean(),
  }),
);

/** Returns the contents of plugins that the same process reports, checked: those of the described handlers and sections. */
export function readContents(
  contents: unknown,
  plugins: readonly PluginDescription[],
): readonly PluginContents[] {
  const parsed = contentsSchema.safeParse(contents);
  if (
    parsed.success &&
    parsed.data.length === plugins.length &&
    plugins.every((plugin, index) => fits(plugin, parsed.data[index]))
  ) {
    return parsed.data;
  }
  throw new TaskError({
    code: 'PLUGIN_INVALID',
    message: 'The process that looks at the plugins reported other contents than it had described.',
  });
}

function fits(
  { handlers, sections, triggers }: PluginDescription,
  contents: PluginContents | undefined,
): boolean {
  const types = contents?.handlers.map(({ type }) => type) ?? [];
  return (
    types.length === handlers.length &&
    handlers.every(({ type }, index) => type === types[index]) &&
    sections.every(({ name }) => Object.hasOwn(contents?.sections ?? {}, name)) &&
    triggers.every(({ type }) => Object.hasOwn(contents?.triggers ?? {}, type))
  );
}

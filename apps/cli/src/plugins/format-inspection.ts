import type { JsonSchema } from '@poppobuilder/core';
import type { HandlerInspection, PluginInspection } from '@poppobuilder/worker-pool';
import type { createStyle } from '../output/output.ts';
import { printable, printableLine } from '../output/printable.ts';
import { formatPermissions } from './format-plugins.ts';

type Style = ReturnType<typeof createStyle>;

/** A plugin as it is shown to people. */
export interface InspectedPackage {
  readonly name: string;
  readonly version: string | undefined;
  readonly inspection: PluginInspection;
}

/** Returns what somebody needs to know before installing a plugin: what it does and may do, its secrets and configuration. */
export function formatSummary({ name, version, inspection }: InspectedPackage, style: Style): string {
  const title = [style('bold', printableLine(name)), printableLine(version ?? '')].join(' ').trim();
  const handlers = inspection.handlers.flatMap((handler) => formatHandler(handler, style));
  const { triggers } = inspection;
  return [
    title,
    ...handlers,
    ...triggers.flatMap(formatTrigger),
    ...formatOthers(inspection),
    ...formatSections(inspection),
  ].join('\n');
}

function formatHandler({ type, description, permissions }: HandlerInspection, style: Style): string[] {
  return [
    `  ${style('cyan', printableLine(type))}: ${printableLine(description)}`,
    `    permissions: ${formatPermissions(permissions)}`,
  ];
}

/** What starts the tasks of a trigger, the secret that it needs for that, and what a project may say of it. */
function formatTrigger({
  type,
  webhook,
  poll,
  configuration,
}: PluginInspection['triggers'][number]): string[] {
  return [
    ...(webhook === undefined
      ? []
      : [
          `  webhook: /webhooks/${printableLine(webhook.route)}`,
          `  secret: of the webhook (from $${printableLine(webhook.signature.secret)})`,
        ]),
    ...(poll === undefined ? [] : [`  poll: every ${poll.every / 1_000} s`]),
    configurationLine(`triggers.${type}`, configuration),
  ];
}

function configurationLine(name: string, schema: JsonSchema | undefined): string {
  const keys = Object.keys(Object(schema?.['properties']) as object);
  const shown = keys.length === 0 ? '' : ` (${keys.map(printableLine).join(', ')})`;
  return `  configuration: ${printableLine(name)}${shown}`;
}

function formatOthers({ services, hasMiddleware }: PluginInspection): string[] {
  return [
    ...(services.length === 0 ? [] : [`  services: ${services.map(printableLine).join(', ')}`]),
    ...(hasMiddleware ? ['  middleware: it sees the tasks and results of all plugins'] : []),
  ];
}

function formatSections({ sections, sectionSchemas }: PluginInspection): string[] {
  return sections.flatMap(({ name, secrets }) => [
    configurationLine(name, sectionSchemas[name]),
    ...secrets.map((secret) => `  secret: ${printableLine(secret.title ?? secret.name)}${sourcesOf(secret)}`),
  ]);
}

type Secret = PluginInspection['sections'][number]['secrets'][number];

function sourcesOf({ sources }: Secret): string {
  const places = sources.map(placeOf);
  return places.length === 0 ? '' : ` (from ${printableLine(places.join(', '))})`;
}

function placeOf(source: Secret['sources'][number]): string {
  if (source.from === 'task') return `projectConfig.${source.field}`;
  if (source.from === 'credentials') return `${source.key} in .poppo/credentials.json`;
  if (source.from === 'key-file') return `the file in ${source.key}`;
  const names = source.from === 'variable' ? [source.name] : source.names;
  return names.map((name) => `$${name}`).join(', ');
}

/** Returns all of a plugin: the summary, the schemas of each task type, and its examples. */
export function formatInspection(plugin: InspectedPackage, style: Style): string {
  const { handlers, triggers, sections, sectionSchemas } = plugin.inspection;
  const types = handlers.map((handler) =>
    [
      style('bold', printableLine(handler.type)),
      `  idempotent: ${handler.idempotent ? 'yes' : 'no'}`,
      ...block('input', handler.input),
      ...block('output', handler.output),
      ...handler.examples.flatMap((example) => block('example', { type: handler.type, ...example })),
    ].join('\n'),
  );
  const schemas = [
    ...triggers.map(({ type, configuration }) => [`triggers.${type}`, configuration] as const),
    ...sections.map(({ name }) => [name, sectionSchemas[name]] as const),
  ];
  const configuration = schemas.map(([name, schema]) =>
    [style('bold', `configuration ${printableLine(name)}`), ...block('schema', schema)].join('\n'),
  );
  return [formatSummary(plugin, style), ...types, ...configuration].join('\n\n');
}

function block(title: string, value: unknown): string[] {
  const text = printable(JSON.stringify(value, undefined, 2));
  return [`  ${title}:`, ...text.split('\n').map((line) => `    ${line}`)];
}

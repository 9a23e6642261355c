import { daemonConfigSchema } from '@poppobuilder/daemon/configuration';
import { markdownTable } from './markdown-table.ts';

/** The part of a JSON Schema that the table shows. */
interface KeySchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly KeySchema[];
  readonly items?: KeySchema;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema | boolean;
  readonly description?: string;
}

/** Returns the table of all keys of a daemon's configuration, without the sections of projects. */
export function describeDaemonKeys(): string {
  const { properties = {} } = daemonConfigSchema({ properties: {} }) as KeySchema;
  const rows = Object.entries(properties).flatMap(([key, schema]) => rowsOf(key, schema));
  return markdownTable(
    ['key', 'type', 'meaning'],
    rows.filter(([key]) => key !== '`$schema`'),
  );
}

function rowsOf(key: string, schema: KeySchema): string[][] {
  const { properties = {}, additionalProperties, items, description = '' } = schema;
  const values = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const below = [
    ...Object.entries(properties).flatMap(([name, child]) => rowsOf(`${key}.${name}`, child)),
    ...(values === undefined ? [] : childrenOf(`${key}.<name>`, values)),
    ...(items === undefined ? [] : childrenOf(`${key}[]`, items)),
  ];
  return description === '' ? below : [[`\`${key}\``, typeOf(schema), description], ...below];
}

const childrenOf = (key: string, { properties = {} }: KeySchema): string[][] =>
  Object.entries(properties).flatMap(([name, child]) => rowsOf(`${key}.${name}`, child));

function typeOf(schema: KeySchema): string {
  const { type, enum: values, anyOf, items, const: value } = schema;
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (values !== undefined) return values.map((one) => `\`${one}\``).join(', ');
  if (type === 'array')
    return items?.enum === undefined ? `list of ${typeOf(items ?? {})}s` : `list of ${typeOf(items)}`;
  if (type === 'object') return 'object';
  if (type === 'string') return 'text';
  return type === undefined ? 'text' : type === 'integer' ? 'number' : type;
}

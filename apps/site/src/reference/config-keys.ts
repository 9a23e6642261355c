import { agentConfig } from '@poppobuilder/agent';
import { codexConfig } from '@poppobuilder/agent-codex';
import { type ConfigSection, configJsonSchema } from '@poppobuilder/core';
import { authorsConfig, githubConfig, issuesConfig } from '@poppobuilder/github';
import { reviewConfig } from '@poppobuilder/github-tasks';
import { workspaceConfig } from '@poppobuilder/workspace';
import { markdownTable } from './markdown-table.ts';

const SECTIONS: readonly ConfigSection[] = [
  issuesConfig,
  githubConfig,
  authorsConfig,
  workspaceConfig,
  reviewConfig,
  agentConfig,
  codexConfig,
];

/** The part of a JSON Schema that the table shows. */
interface KeySchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly items?: KeySchema;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly $defs?: Readonly<Record<string, KeySchema>>;
  readonly description?: string;
  readonly default?: unknown;
}

/** Returns the table of all keys of a configuration: those of every configuration, and those of our sections. */
export function describeConfigKeys(): string {
  const { properties = {}, $defs = {} } = configJsonSchema(SECTIONS) as KeySchema;
  const keys = Object.entries(properties).filter(([key]) => key !== '$schema');
  const rows = keys.flatMap(([key, schema]) => {
    const name = schema.$ref?.replace('#/$defs/', '').replaceAll('~1', '/');
    const own = rowsOf(key, name === undefined ? schema : ($defs[name] ?? {}));
    if (own.length === 0) throw new Error(`The schema of ${key} describes none of its keys.`);
    return own;
  });
  return markdownTable(['key', 'type', 'default', 'meaning'], rows);
}

/** Fields without a description are those of an object that has one. */
function rowsOf(key: string, schema: KeySchema): string[][] {
  const { properties, description, default: value } = schema;
  const inner = Object.entries(properties ?? {});
  const below = inner.flatMap(([name, child]) => rowsOf(`${key}.${name}`, child));
  if (description === undefined) return below;
  const shown = value === undefined ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return [[`\`${key}\``, typeOf(schema), shown, description], ...below];
}

function typeOf({ type, enum: values, format, pattern, items, properties }: KeySchema): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'array') return `list of ${typeOf(items ?? {})}s`;
  if (type === 'object') return properties === undefined ? 'values by name' : 'object';
  if (format === 'uri') return 'URL';
  if (pattern?.includes('[KMGT]') === true) return 'size';
  return type ?? 'any';
}

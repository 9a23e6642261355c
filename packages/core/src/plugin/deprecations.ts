import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import { type ApiVersionRange, SUPPORTED_API_VERSIONS } from './api-version.ts';
import type { Plugin } from './define-plugin.ts';

/** A use of something that a later version of PoppoBuilder will no longer support. */
export interface Deprecation {
  /** Permanent code of what is deprecated, such as `POPPO_DEP001`. */
  readonly code: string;
  /** Name of the plugin that uses it. */
  readonly plugin: string;
  /** What is deprecated, and what to do. */
  readonly message: string;
}

/** Schema of what a process that runs code of plugins reports. */
export const deprecationSchema: z.ZodType<Deprecation> = z.strictObject({
  code: z.string().regex(/^POPPO_DEP\d{3}$/),
  plugin: z.string(),
  message: z.string(),
} satisfies ShapeOf<Deprecation>);

/** Returns the deprecated parts of the contract that a plugin uses. */
export function findDeprecations(
  { name, apiVersion }: Pick<Plugin, 'name'> & { readonly apiVersion: number },
  { newest }: ApiVersionRange = SUPPORTED_API_VERSIONS,
): Deprecation[] {
  if (apiVersion >= newest) return [];
  const message = `The plugin ${JSON.stringify(name)} was made for apiVersion ${apiVersion}, which is deprecated. Update the plugin to one for apiVersion ${newest}.`;
  return [{ code: 'POPPO_DEP001', plugin: name, message }];
}

const warned = new Set<string>();

/** Emits a `DeprecationWarning` of the process, once for each code and plugin. */
export function warnOfDeprecation({ code, plugin, message }: Deprecation): void {
  const key = JSON.stringify([code, plugin]);
  if (warned.has(key)) return;
  warned.add(key);
  process.emitWarning(message, { type: 'DeprecationWarning', code });
}

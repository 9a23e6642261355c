import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, type ShapeOf } from '../arguments/schemas.ts';
import { declarationFields, declarationProblems } from './section-declaration.ts';
import type { SandboxDeclaration, SecretDeclaration } from './section-needs.ts';

/** A named, typed part of a project's configuration. Made by {@link defineConfigSection}. */
export interface ConfigSection<Value extends object = object> {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
  readonly projectMaySet: readonly string[];
  readonly projectMayNarrow: Readonly<Record<string, NarrowFunction>>;
  readonly secrets: readonly SecretDeclaration[];
  readonly environment: readonly string[];
  readonly sandbox: SandboxDeclaration;
}

/** Returns the value that counts, of the operator's and the project's. */
type NarrowFunction = (outer: unknown, inner: unknown) => unknown;

/** What {@link defineConfigSection} takes. */
export interface ConfigSectionOptions<Schema extends z.ZodType<object>> {
  /** The key of the section in a configuration, such as `lint`. */
  readonly name: string;
  /** Schema of the section: a `z.strictObject()`, so that a mistyped key is a mistake. */
  readonly schema: Schema;
  /** Keys that the file inside the project may set where the operator did not. @defaultValue none */
  readonly projectMaySet?: readonly (keyof z.output<Schema> & string)[];
  /**
   * Keys that the file inside the project may narrow. Each function gets the operator's value, or the schema's default, and
   * the project's value, and returns the one that counts. @defaultValue none
   */
  readonly projectMayNarrow?: {
    readonly [Key in keyof z.output<Schema>]?: (
      outer: z.output<Schema>[Key],
      inner: Exclude<z.output<Schema>[Key], undefined>,
    ) => z.output<Schema>[Key];
  };
  /** Secrets that the services of the package need, and where they come from. @defaultValue none */
  readonly secrets?: readonly SecretDeclaration[];
  /** Variables of the host that processes may see; `*` at the end stands for any rest. @defaultValue none */
  readonly environment?: readonly string[];
  /** Programs and folders that an isolated worker needs. @defaultValue none */
  readonly sandbox?: SandboxDeclaration;
}

const optionsSchema = z.strictObject({
  ...declarationFields,
  schema: z.custom<z.ZodType<object>>(
    (value) => typeof value === 'object' && value !== null && '_zod' in value,
    'expected a schema of zod 4',
  ),
  projectMayNarrow: z.record(z.string(), callable()).optional(),
} satisfies ShapeOf<ConfigSectionOptions<z.ZodType<object>>>);

/**
 * Describes a section of a project's configuration. List it in a plugin's or a service's `configuration`, and read it with
 * `ProjectConfig.section()`. Throws `PLUGIN_INVALID`.
 */
export function defineConfigSection<Schema extends z.ZodType<object>>(
  options: ConfigSectionOptions<Schema>,
): ConfigSection<z.output<Schema>> {
  const place = { of: 'defineConfigSection()', code: 'PLUGIN_INVALID' } as const;
  const parsed = parseArgument(optionsSchema, options, place);
  const { name, projectMaySet = [], projectMayNarrow = {}, secrets = [], environment = [] } = parsed;
  const section = {
    name,
    schema: options.schema as unknown as z.ZodType<z.output<Schema>>,
    projectMaySet,
    projectMayNarrow: projectMayNarrow as ConfigSection['projectMayNarrow'],
    secrets,
    environment,
    sandbox: parsed.sandbox ?? {},
  };
  const valid = z.unknown().superRefine((_, context) => {
    for (const problem of declarationProblems(section)) context.addIssue(problem);
  });
  parseArgument(valid, options, place);
  return Object.freeze(section);
}

import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import { withoutNul } from '../text/without-nul.ts';
import { CORE_KEYS } from './core-keys.ts';
import type { SandboxDeclaration, SecretDeclaration, SecretSource } from './section-needs.ts';

/** A section without its code: what a host may know of it that loads no plugin. */
export interface SectionDeclaration {
  readonly name: string;
  readonly projectMaySet: readonly string[];
  readonly projectMayNarrow: readonly string[];
  readonly secrets: readonly SecretDeclaration[];
  readonly environment: readonly string[];
  readonly sandbox: SandboxDeclaration;
}

const name = withoutNul.min(1).max(128);
const names = z.array(name).max(100);
const plainName = name.regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be letters, digits, _ and -, a letter first');
const pattern = name.regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'is not the name of an environment variable');
const variable = name.regex(/^[A-Za-z_][A-Za-z0-9_]*(<ID>)?$/, 'is not the name of an environment variable');

const sourceSchema: z.ZodType<SecretSource> = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('task'), field: plainName }),
  z.strictObject({ from: z.literal('credentials'), key: plainName }),
  z.strictObject({ from: z.literal('key-file'), key: name, path: name, as: name }),
  z.strictObject({ from: z.literal('variable'), name: variable }),
  z.strictObject({ from: z.literal('variables'), names: z.array(pattern).max(100) }),
]);

const secretSchema: z.ZodType<SecretDeclaration> = z.strictObject({
  name,
  title: name.optional(),
  sources: z.array(sourceSchema).max(100),
  reserved: z.array(pattern).max(100).optional(),
  keys: names.optional(),
} satisfies ShapeOf<SecretDeclaration>);

const folderName = plainName.refine(
  (text) => !OWN_FOLDERS.has(text),
  "is a folder of the project's own data",
);

/** Folders and files in a project's home folder that belong to no package. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['home', 'state', 'checkouts', 'config', 'logs']);

const sandboxSchema: z.ZodType<SandboxDeclaration> = z.strictObject({
  executables: z
    .array(
      z.strictObject({
        name: plainName,
        key: name.optional(),
        environment: name.optional(),
        secret: name.optional(),
      }),
    )
    .max(100)
    .optional(),
  folders: z
    .array(
      z.strictObject({
        name: folderName,
        sharedBy: z.enum(['privilege', 'worktrees']),
        key: name.optional(),
        secret: name.optional(),
      }),
    )
    .max(100)
    .optional(),
  files: z
    .array(z.strictObject({ key: name, secret: name.optional() }))
    .max(100)
    .optional(),
  repositories: names.optional(),
  variants: name.optional(),
} satisfies ShapeOf<SandboxDeclaration>);

/** The fields that a section and its declaration share. */
export const declarationFields: {
  readonly name: z.ZodType<string>;
  readonly projectMaySet: z.ZodType<string[] | undefined>;
  readonly secrets: z.ZodType<SecretDeclaration[] | undefined>;
  readonly environment: z.ZodType<string[] | undefined>;
  readonly sandbox: z.ZodType<SandboxDeclaration | undefined>;
} = {
  name: plainName.refine(
    (text) => !CORE_KEYS.has(text),
    'is a key of every configuration; take another name',
  ),
  projectMaySet: names.optional(),
  secrets: z.array(secretSchema).max(100).optional(),
  environment: z.array(pattern).max(100).optional(),
  sandbox: sandboxSchema.optional(),
};

/** Schema of the declarations that a process which runs code of plugins reports. */
export const sectionDeclarationSchema: z.ZodType<SectionDeclaration> = z
  .strictObject({
    name: declarationFields.name,
    projectMaySet: names,
    projectMayNarrow: names,
    secrets: z.array(secretSchema).max(100),
    environment: z.array(pattern).max(100),
    sandbox: sandboxSchema,
  } satisfies ShapeOf<SectionDeclaration>)
  .superRefine((declaration, context) => {
    const { projectMayNarrow, ...rest } = declaration;
    const narrows = Object.fromEntries(projectMayNarrow.map((key) => [key, undefined]));
    for (const problem of declarationProblems({ ...rest, projectMayNarrow: narrows })) {
      context.addIssue(problem);
    }
  });

type Declared = Omit<SectionDeclaration, 'projectMayNarrow'> & {
  readonly projectMayNarrow: Readonly<Record<string, unknown>>;
};

/** Returns a section as plain data. */
export function declarationOf(section: Declared): SectionDeclaration {
  const { name: sectionName, projectMaySet, secrets, environment, sandbox } = section;
  const projectMayNarrow = Object.keys(section.projectMayNarrow);
  return { name: sectionName, projectMaySet, projectMayNarrow, secrets, environment, sandbox };
}

/**
 * Returns what is wrong with a section: whoever can push may write the file inside the project, which therefore never
 * decides about secrets and about what a worker is shown.
 */
export function declarationProblems(
  section: Declared,
): { code: 'custom'; path: string[]; message: string }[] {
  const { projectMaySet, projectMayNarrow, secrets, sandbox } = section;
  const open = new Set([...projectMaySet, ...Object.keys(projectMayNarrow)]);
  const both = projectMaySet.filter((key) => Object.hasOwn(projectMayNarrow, key));
  const guarded = [
    ...secrets.flatMap(({ keys = [], sources }) => [
      ...keys,
      ...sources.flatMap((source) => (source.from === 'key-file' ? [source.key] : [])),
    ]),
    ...(sandbox.executables ?? []).flatMap(({ key, environment }) => [key, environment]),
    ...(sandbox.folders ?? []).map(({ key }) => key),
    ...(sandbox.files ?? []).map(({ key }) => key),
    ...(sandbox.repositories ?? []),
    sandbox.variants,
  ].filter((key) => key !== undefined && open.has(key));
  return [
    ...both.map((key) =>
      problem('projectMayNarrow', `"${key}" is also in projectMaySet; it can be only one`),
    ),
    ...new Set(guarded),
  ].map((found) =>
    typeof found === 'object'
      ? found
      : problem(
          'projectMaySet',
          `the project may not decide "${found}", on which secrets or the sandbox depend`,
        ),
  );
}

const problem = (field: string, message: string): { code: 'custom'; path: string[]; message: string } => ({
  code: 'custom',
  path: [field],
  message,
});

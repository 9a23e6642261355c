import { z } from 'zod';
import { isNode, type Node } from '../configuration/merge-layers.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { describeIssues } from '../task/describe-issues.ts';
import { nearest } from '../text/nearest.ts';
import { DATA_FOLDER } from './data-folder.ts';
import { readProjectFile } from './settings-file.ts';

/** What `.poppo/credentials.json` holds. */
export interface CredentialsFile {
  /** Texts that sections take a secret from, by key. */
  readonly texts: Readonly<Record<string, string>>;
  /** Own secrets, by the names that handlers declare. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly mistakes: readonly string[];
}

const anyObject = z.record(z.string(), z.unknown());
const text = z.string().min(1);

/** Reads the file with a project's secrets. A text that no loaded plugin takes is kept, to be masked. */
export function readCredentialsFile(
  projectPath: string,
  declarations: readonly SectionDeclaration[],
): CredentialsFile {
  const path = `${projectPath}/${DATA_FOLDER}/credentials.json`;
  const { value = {}, mistakes } = readProjectFile(projectPath, 'credentials.json', anyObject, true);
  if (mistakes.length > 0) return { texts: {}, secrets: {}, mistakes };
  const taken = new Set(declarations.flatMap(({ secrets }) => secrets.map(({ name }) => name)));
  const keys = credentialKeys(declarations);
  const { secrets: own = {}, ...rest } = value;
  const shape = Object.fromEntries(Object.keys(rest).map((key) => [key, text]));
  const schema = z.object({
    ...shape,
    secrets: z
      .record(z.string().min(1), text)
      .refine(
        (named) => !Object.keys(named).some((name) => taken.has(name)),
        `may not be named ${[...taken].map((name) => JSON.stringify(name)).join(' or ')}`,
      ),
  });
  const unknown = Object.entries(rest).flatMap(([key, given]) => unknownKey(key, given, keys));
  const parsed = schema.safeParse(value['secrets'] === undefined ? { ...rest, secrets: {} } : value);
  const wrong = parsed.success ? [] : describeIssues(parsed.error, { schema });
  const found = [...new Set([...unknown, ...wrong])].map((mistake) => `${path}: ${mistake}`);
  if (found.length > 0) return { texts: {}, secrets: {}, mistakes: found };
  return {
    texts: rest as Record<string, string>,
    secrets: asTexts(own),
    mistakes: [],
  };
}

const asTexts = (value: unknown): Readonly<Record<string, string>> =>
  isNode(value) ? (value as Node & Record<string, string>) : {};

/** A key that is nearly a known one is mistyped; another text may be for a plugin that is not loaded. */
function unknownKey(key: string, given: unknown, keys: readonly string[]): string[] {
  if (keys.includes(key)) return [];
  const meant = nearest(key, [...keys, 'secrets']);
  if (meant !== undefined) {
    return [`${key}: is not a known field (did you mean ${JSON.stringify(meant)}?)`];
  }
  return typeof given === 'string' ? [] : [`${key}: is not a known field`];
}

function credentialKeys(declarations: readonly SectionDeclaration[]): string[] {
  return declarations.flatMap(({ secrets }) =>
    secrets.flatMap(({ sources }) =>
      sources.flatMap((source) => (source.from === 'credentials' ? [source.key] : [])),
    ),
  );
}

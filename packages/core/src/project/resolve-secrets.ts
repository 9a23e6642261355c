import { isNode, type Node } from '../configuration/merge-layers.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import type { SecretSource } from '../configuration/section-needs.ts';
import { matchesName, projectVariable } from '../configuration/variable-names.ts';
import type { Secret } from '../services/service-token.ts';
import { readCredentialsFile } from './credentials-file.ts';
import { readSecretFile } from './settings-file.ts';
import { stateOfFile } from './settings-stamp.ts';

/** The secrets of a project, by name: those that sections declare, and own ones. */
export interface ProjectCredentials {
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Texts that no loaded plugin takes, but which are secret all the same. */
  readonly unclaimed: readonly string[];
  /** The host's variables that a secret came from, as far as they are for this project alone. */
  readonly projectVariables: readonly string[];
  /** The files that configured paths name, as they were before they were read. */
  readonly keyFiles: readonly KeyFile[];
  readonly mistakes: readonly string[];
}

/** A file of a secret, and what {@link stateOfFile} said of it. */
export interface KeyFile {
  readonly path: string;
  readonly state: string;
}

/** Where the secrets of a project are looked for. */
export interface SecretPlaces {
  readonly host: NodeJS.ProcessEnv;
  readonly projectId: string;
  readonly projectPath: string;
  /** Texts of the task's `projectConfig`. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the operator says in each section. */
  readonly sections: Readonly<Record<string, Node>>;
}

interface Found {
  readonly secret?: Secret;
  readonly variable?: string;
  readonly keyFile?: KeyFile;
  readonly mistake?: string;
}

/** Finds a project's secrets; of the sources of one, the first that has a value wins. */
export function resolveSecrets(
  declarations: readonly SectionDeclaration[],
  places: SecretPlaces,
): ProjectCredentials {
  const file = readCredentialsFile(places.projectPath, declarations);
  const secrets: Record<string, Secret> = { ...file.secrets };
  const projectVariables: string[] = [];
  const keyFiles: KeyFile[] = [];
  const mistakes = [...file.mistakes];
  for (const section of declarations) {
    for (const { name, sources } of section.secrets) {
      const { secret, variable, keyFile, mistake } = firstOf(sources, (source) =>
        look(source, section.name, places, file.texts),
      );
      if (secret !== undefined) secrets[name] = secret;
      if (variable !== undefined) projectVariables.push(variable);
      if (keyFile !== undefined) keyFiles.push(keyFile);
      if (mistake !== undefined) mistakes.push(mistake);
    }
  }
  const known = new Set(Object.values(secrets).filter((secret) => typeof secret === 'string'));
  const given = [...Object.values(file.texts), ...Object.values(places.fields)];
  const unclaimed = given.filter((text) => !known.has(text));
  return { secrets, unclaimed, projectVariables, keyFiles, mistakes };
}

function firstOf(sources: readonly SecretSource[], lookAt: (source: SecretSource) => Found): Found {
  for (const source of sources) {
    const found = lookAt(source);
    if (found.secret !== undefined || found.mistake !== undefined) return found;
  }
  return {};
}

function look(
  source: SecretSource,
  section: string,
  { host, projectId, fields, sections }: SecretPlaces,
  texts: Readonly<Record<string, string>>,
): Found {
  switch (source.from) {
    case 'task':
      return asFound(own(fields, source.field));
    case 'credentials':
      return asFound(own(texts, source.key));
    case 'key-file':
      return readKeyFile(source, section, sections[section]?.[source.key]);
    case 'variable': {
      const name = projectVariable(source.name, projectId);
      const secret = host[name];
      if (secret === undefined || secret === '') return {};
      return name === source.name ? { secret } : { secret, variable: name };
    }
    case 'variables':
      break;
  }
  const found = pickVariables(host, (name) => matchesName(name, source.names));
  return Object.keys(found).length === 0 ? {} : { secret: found };
}

const asFound = (secret: string | undefined): Found => (secret === undefined ? {} : { secret });

const own = (texts: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(texts, key) ? texts[key] : undefined;

/** What is wrong with the object itself is found by the section's schema. */
function readKeyFile(
  { key, path: pathKey, as }: Extract<SecretSource, { from: 'key-file' }>,
  section: string,
  value: unknown,
): Found {
  const path = isNode(value) ? value[pathKey] : undefined;
  if (!isNode(value) || typeof path !== 'string') return {};
  const keyFile = { path, state: stateOfFile(path) };
  const { text, mistake } = readSecretFile(path);
  if (mistake !== undefined) return { mistake };
  if (text === undefined) return { mistake: `${section}.${key}.${pathKey}: ${path} does not exist` };
  const others = Object.entries(value).filter(([name]) => name !== pathKey && name !== as);
  const texts = others.map(([name, given]): [string, string] => [name, String(given)]);
  return { secret: { ...Object.fromEntries(texts), [as]: text }, keyFile };
}

function pickVariables(host: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && wanted(name)) picked[name] = value;
  }
  return picked;
}

import { isNode } from '../configuration/merge-layers.ts';
import type { SectionLayers } from '../configuration/resolve-section.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import type { SecretDeclaration } from '../configuration/section-needs.ts';
import { isReserved, titleOf } from '../configuration/variable-names.ts';
import type { Secret } from '../services/service-token.ts';
import type { ConfigSources } from './config-sources.ts';
import type { Environment } from './environment.ts';

/** Returns which configured variables would hand a secret to commands by their names. */
export function reservedMistakes(
  { checked, operator, inProject }: ConfigSources,
  declarations: readonly SectionDeclaration[],
): string[] {
  const secrets = declarations.flatMap((declaration) => declaration.secrets);
  return [...operator, inProject].flatMap(({ core, sections }, index) => {
    const place = checked[index]?.place ?? '';
    const isIgnored = index === operator.length;
    const named = [
      ...Object.keys(core.environment ?? {}).map((name) => [`environment.${name}`, name] as const),
      ...(core.passEnvironment ?? []).map((name, at) => [`passEnvironment[${at}]`, name] as const),
      ...secretVariables(sections, declarations).map(([path, name]) => [`${path}.${name}`, name] as const),
    ];
    return named.flatMap(([path, name]) => {
      const secret = secrets.find((declared) => isReserved(name, declared));
      return secret === undefined ? [] : [`${place}${path}: ${reasonAgainst(secret, isIgnored)}`];
    });
  });
}

function reasonAgainst(secret: SecretDeclaration, isIgnored: boolean): string {
  const key = secret.sources.flatMap((source) => (source.from === 'credentials' ? [source.key] : []))[0];
  const better = key === undefined ? '' : `put it into .poppo/credentials.json as "${key}"`;
  if (!isIgnored) {
    return `would hand a ${titleOf(secret)} to commands; ${better === '' ? 'take it out' : better}`;
  }
  const rest = better === '' ? '' : `, and ${better}`;
  return `is ignored in this file, which everybody who can read the project sees; take the ${titleOf(secret)} out of it${rest}`;
}

/** Returns which variables of commands hold a secret, whatever their names. */
export function leakMistakes(
  secrets: Readonly<Record<string, Secret>>,
  places: {
    readonly environment: Environment;
    readonly sections: Readonly<Record<string, SectionLayers>>;
    readonly declarations: readonly SectionDeclaration[];
  },
): string[] {
  const { environment, sections, declarations } = places;
  const operator = Object.fromEntries(
    Object.entries(sections).map(([name, layers]) => [name, layers.operator]),
  );
  const variables = [
    ...Object.entries(environment),
    ...secretVariables(operator, declarations).map(([, name, value]) => [name, value] as const),
  ];
  return declarations.flatMap((declaration) =>
    declaration.secrets.flatMap((declared) =>
      singleTexts(declared, secrets[declared.name]).flatMap((text) =>
        variables
          .filter(([, value]) => value.includes(text))
          .map(
            ([name]) => `the variable ${name} would hand the ${titleOf(declared)} to commands; take it out`,
          ),
      ),
    ),
  );
}

/** Variables of the host may be handed on by the operator; what has one value only may not. */
function singleTexts({ sources }: SecretDeclaration, secret: Secret | undefined): string[] {
  if (secret === undefined) return [];
  if (typeof secret === 'string') return [secret];
  return sources.flatMap((source) => {
    const text = source.from === 'key-file' ? secret[source.as] : undefined;
    return text === undefined ? [] : [text];
  });
}

/** Variables in those keys of sections that go with a secret. */
function secretVariables(
  sections: Readonly<Record<string, unknown>>,
  declarations: readonly SectionDeclaration[],
): (readonly [path: string, name: string, value: string])[] {
  return declarations.flatMap(({ name, secrets }) =>
    secrets.flatMap(({ keys = [] }) =>
      keys.flatMap((key) => {
        const section = sections[name];
        const variables = isNode(section) ? section[key] : undefined;
        if (!isNode(variables)) return [];
        return Object.entries(variables).flatMap(([variable, value]) =>
          typeof value === 'string' ? [[`${name}.${key}`, variable, value] as const] : [],
        );
      }),
    ),
  );
}

import type { ConfigSections } from '../configuration/config-sections.ts';
import type { Node } from '../configuration/merge-layers.ts';
import { readSource } from './config-sources.ts';
import { mergeConfig } from './merge-config.ts';

/** What is wrong with a configuration. */
export interface CheckedConfig {
  /** Every mistake, each beginning with the place. */
  readonly mistakes: readonly string[];
  /** Names of sections that no loaded plugin has. */
  readonly unknown: readonly string[];
}

/** Checks a configuration that the operator wrote, by itself: what another source might add is not missing. */
export async function checkConfig(
  value: Node,
  place: string,
  sections: ConfigSections,
): Promise<CheckedConfig> {
  const { declarations } = sections;
  const source = readSource({ value, mistakes: [] }, place, declarations, 'host');
  const { prefix, sections: checked, mistakes, unknown } = source;
  const layers = mergeConfig([source], undefined, declarations).sections;
  const wrong = await sections.check({
    sources: [{ place: prefix, sections: checked, isFile: false }],
    layers,
    hidden: {},
  });
  return { mistakes: [...mistakes, ...wrong], unknown };
}

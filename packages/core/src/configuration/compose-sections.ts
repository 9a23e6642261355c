import { isDeepStrictEqual } from 'node:util';
import type { ConfigSection } from './config-section.ts';
import { declarationOf } from './section-declaration.ts';

/** A section and what brought it, for messages. */
export interface SectionUse {
  readonly section: ConfigSection;
  readonly user: string;
}

/**
 * Returns each section once. Two copies of a package may bring the same section; another one of the same name, or one that
 * takes a secret from elsewhere, is a problem.
 */
export function composeSections(uses: readonly SectionUse[]): {
  readonly sections: readonly ConfigSection[];
  readonly problems: readonly string[];
} {
  const known = new Map<string, SectionUse>();
  const secrets = new Map<string, { readonly owner: string; readonly section: string }>();
  const problems: string[] = [];
  for (const use of uses) {
    const { section, user } = use;
    const earlier = known.get(section.name);
    if (earlier === undefined) {
      known.set(section.name, use);
      for (const { name } of section.secrets) {
        const owner = secrets.get(name);
        if (owner === undefined) secrets.set(name, { owner: user, section: section.name });
        else {
          problems.push(
            `the secret "${name}" is declared twice, by the sections "${owner.section}" of ${owner.owner} and "${section.name}" of ${user}`,
          );
        }
      }
    } else if (
      earlier.section !== section &&
      !isDeepStrictEqual(declarationOf(earlier.section), declarationOf(section))
    ) {
      problems.push(
        `the configuration section "${section.name}" is defined twice, by ${earlier.user} and ${user}`,
      );
    }
  }
  return { sections: [...known.values()].map(({ section }) => section), problems: [...new Set(problems)] };
}

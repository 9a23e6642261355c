import type { ConfigSection } from './config-section.ts';
import type { Node } from './merge-layers.ts';
import { placeOfSecret } from './place-of-secret.ts';
import { isMissing, parseSection, resolveSection, type SectionLayers } from './resolve-section.ts';
import { declarationOf, type SectionDeclaration } from './section-declaration.ts';

/** One source of a project's configuration, as far as sections go. */
export interface SectionSource {
  /** What messages put before a section's name, such as the path of a file; may be empty. */
  readonly place: string;
  readonly sections: Node;
  /** Whether it is a file, in which no secret may stand. */
  readonly isFile: boolean;
}

/** Sections to check: by source, so that a mistake is found where it was made, and as they come together. */
export interface SectionCheck {
  readonly sources: readonly SectionSource[];
  readonly layers: Readonly<Record<string, SectionLayers>>;
  /** Keys of sections that were left out, because whoever checks may not see them. */
  readonly hidden: Readonly<Record<string, readonly string[]>>;
}

/** The sections that a runner knows. */
export interface ConfigSections {
  readonly declarations: readonly SectionDeclaration[];
  /** Returns every mistake; a promise where the code of the sections runs in another process. */
  check(sections: SectionCheck): readonly string[] | Promise<readonly string[]>;
}

/** Sections whose code runs in this process. */
export class LoadedSections implements ConfigSections {
  readonly declarations: readonly SectionDeclaration[];
  readonly #sections: readonly ConfigSection[];

  constructor(sections: readonly ConfigSection[]) {
    this.#sections = sections;
    this.declarations = sections.map(declarationOf);
  }

  check({ sources, layers, hidden }: SectionCheck): readonly string[] {
    return this.#sections.flatMap((section) => {
      const { name } = section;
      const left = new Set(hidden[name]);
      const isSeen = ({ path }: { readonly path: readonly PropertyKey[] }): boolean =>
        !left.has(String(path[1]));
      const made = sources.flatMap(({ place, sections, isFile }) =>
        Object.hasOwn(sections, name)
          ? parseSection(section, sections[name], (issue) => !isMissing(issue)).mistakes.map(
              (mistake) => place + mistake + (isFile ? placeOfSecret(mistake) : ''),
            )
          : [],
      );
      const isChecked = made.length > 0 || !Object.hasOwn(layers, name);
      return isChecked ? made : resolveSection(section, layers[name] ?? {}, isSeen).mistakes;
    });
  }
}

/** No sections. */
export const NO_SECTIONS: ConfigSections = new LoadedSections([]);

import type { Section } from './sections.ts';

/** A section with the pages that it shows. */
export interface ChosenSection extends Section {
  readonly shown: readonly string[];
}

/** Pages that are reached in another way: the start page, and decisions from their index. */
const ELSEWHERE = /^(index$|decisions\/)/;

/** Returns which section shows which of the pages. Throws for named pages that do not exist, and for pages nobody shows. */
export function choosePages(sections: readonly Section[], pages: readonly string[]): ChosenSection[] {
  const named = new Set(sections.flatMap((section) => section.pages ?? []));
  const missing = [...named].filter((page) => !pages.includes(page));
  if (missing.length > 0)
    throw new Error(`The sidebar names pages that do not exist: ${missing.join(', ')}.`);
  const rest = new Set(pages.filter((page) => !named.has(page) && !ELSEWHERE.test(page)).toSorted());
  const chosen = sections.map((section) => {
    const others = [...rest].filter((page) => section.others?.test(page) === true);
    for (const page of others) rest.delete(page);
    return { ...section, shown: [...(section.pages ?? []), ...others] };
  });
  if (rest.size > 0) throw new Error(`Name these pages in src/sidebar/sections.ts: ${[...rest].join(', ')}.`);
  return chosen;
}

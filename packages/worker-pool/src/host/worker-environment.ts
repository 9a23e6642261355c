import { omit, type ProjectSettings, type SectionDeclaration } from '@poppobuilder/core/runner-kit';

/** Returns the project's variables without those that only sections of other plugins want. */
export function environmentFor(
  { environment, sectionVariables }: ProjectSettings,
  sections: readonly SectionDeclaration[],
): Readonly<Record<string, string>> {
  const wanted = new Set(sections.flatMap(({ name }) => sectionVariables[name] ?? []));
  const others = Object.values(sectionVariables)
    .flat()
    .filter((name) => !wanted.has(name));
  return omit(environment, others) as Readonly<Record<string, string>>;
}

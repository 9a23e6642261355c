import { resolve } from 'node:path';
import type { SectionLayers } from '../configuration/resolve-section.ts';
import { variantsOf } from '../configuration/section-variants.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { realPathOfExisting } from './places-on-path.ts';
import { isInside } from './project-path.ts';

/** Where the folder that a section names is looked for. All paths are absolute. */
export interface SettingsFolderPlace {
  /** Real path of the project. */
  readonly projectPath: string;
  /** The project's folder below `POPPOBUILDER_HOME`, which relative paths start from. */
  readonly homeFolder: string;
}

/**
 * Returns what is wrong with the folders that sections name for their workers. In the project, every task could change the
 * settings of a program that has more rights than the task.
 */
export function settingsFolderMistakes(
  sections: Readonly<Record<string, SectionLayers>>,
  declarations: readonly SectionDeclaration[],
  { projectPath, homeFolder }: SettingsFolderPlace,
): readonly string[] {
  return declarations.flatMap(({ name, sandbox }) =>
    (sandbox.folders ?? []).flatMap(({ key }) =>
      variantsOf(sandbox, sections[name]?.operator ?? {}).flatMap((values) => {
        const named = key === undefined ? undefined : values[key];
        if (typeof named !== 'string') return [];
        const folder = realPathOfExisting(resolve(homeFolder, named));
        if (!isInside(projectPath, folder) || isInside(realPathOfExisting(homeFolder), folder)) return [];
        return [
          `${name}.${key} is ${folder}, which lies in the project ${projectPath}, where tasks can change it; name a folder outside of it`,
        ];
      }),
    ),
  );
}

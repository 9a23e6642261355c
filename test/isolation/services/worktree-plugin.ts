import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  definePlugin,
  defineTaskHandler,
  type Plugin,
  ProcessSupervisor,
  ProjectContext,
} from '@poppobuilder/core';
import { githubConfig } from '@poppobuilder/github';
import { MIRROR_FOLDER, workspaceConfig } from '@poppobuilder/workspace';
import { z } from 'zod';

/** Tells what the worker, its own tools and its commands can do with the folders of a handler that works in worktrees. */
const plugin: Plugin = definePlugin({
  name: 'worktree-plugin',
  apiVersion: 1,
  configuration: [githubConfig, workspaceConfig],
  handlers: [
    defineTaskHandler({
      type: 'worktree',
      description: 'Looks at its folders.',
      input: z.strictObject({ remote: z.string() }),
      output: z.record(z.string(), z.unknown()),
      permissions: { commands: true, files: 'workspace' },
      services: { processes: ProcessSupervisor, project: ProjectContext },
      async handle({ remote }, context, { processes, project }) {
        const { projectPath, homeFolder, worktreesFolder } = project;
        const mirror = join(homeFolder, MIRROR_FOLDER);
        await writeFile(join(mirror, 'kept'), 'by the worker');
        for (const name of ['own', 'other']) {
          await mkdir(join(worktreesFolder, name));
          await writeFile(join(worktreesFolder, name, 'kept'), 'by the worker');
        }
        const script = [
          `cat ${projectPath}/secret.txt`,
          `echo x > ${projectPath}/written`,
          `cat ${mirror}/kept`,
          `echo x > ${mirror}/kept`,
          `cat ${worktreesFolder}/own/kept`,
          `echo x > ${worktreesFolder}/own/written`,
          `cat ${worktreesFolder}/other/kept`,
          `echo x > ${worktreesFolder}/other/written`,
          `cat ${remote}/HEAD`,
          `echo x > ${remote}/written`,
        ];
        const run = async (line: string, isolated: boolean): Promise<number | undefined> => {
          const { PATH = '' } = context.environment;
          const options = { cwd: join(worktreesFolder, 'own'), environment: { PATH }, isolated };
          return (await processes.start('sh', ['-c', line], options).ended).exitCode;
        };
        const results = async (isolated: boolean): Promise<boolean[]> => {
          const codes: boolean[] = [];
          for (const line of script) codes.push((await run(line, isolated)) === 0);
          return codes;
        };
        return { success: true, command: await results(true), tool: await results(false) };
      },
    }),
  ],
});

export default plugin;

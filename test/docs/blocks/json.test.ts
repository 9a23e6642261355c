import { type ProjectConfigInput, type Task, TaskExecutor } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import customCommand from '@poppobuilder/plugin-custom-command';
import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import processPr from '@poppobuilder/plugin-process-pr';
import { expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { ALL_BLOCKS } from './list-blocks.ts';

const blocks = ALL_BLOCKS.filter(({ language, example }) => language === 'json' && example === undefined);

/** The fields of `.poppo/credentials.json`. */
const CREDENTIALS = new Set(['githubToken', 'secrets']);

it.each(blocks.map((block) => [block.place, block.text]))(
  'the JSON of %s is what PoppoBuilder accepts',
  async (_place, text) => {
    const parsed: unknown = JSON.parse(text);
    await using world = await TemporaryProject.create();
    await using executor = new TaskExecutor({
      plugins: [claudeCli, customCommand, processComment, processIssue, processPr],
      homeFolder: world.home,
      environment: {},
    });
    for (const value of Array.isArray(parsed) ? parsed : [parsed]) {
      const object = value as Readonly<Record<string, unknown>>;
      if ('type' in object) {
        expect(() => executor.validate({ ...(object as Task), projectPath: world.project })).not.toThrow();
      } else if (!Object.keys(object).every((key) => CREDENTIALS.has(key))) {
        const task = world.task({ type: 'custom-command', command: 'true', args: [] });
        const projectConfig = object as ProjectConfigInput;
        expect(() => executor.validate({ ...task, projectConfig } as Task)).not.toThrow();
      }
    }
  },
);

import { type Task, TaskExecutor } from '@poppobuilder/core';
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

const isCredentials = (object: object): boolean => Object.keys(object).every((key) => CREDENTIALS.has(key));

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
    const objects = (Array.isArray(parsed) ? parsed : [parsed]) as Readonly<Record<string, unknown>>[];
    for (const object of objects.filter((value) => !isCredentials(value))) {
      const task =
        'type' in object
          ? { ...object, projectPath: world.project }
          : { ...world.task(), projectConfig: object };
      expect(() => executor.validate(task as Task)).not.toThrow();
    }
  },
);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import type { ProjectAnswers } from './infer-project.ts';

const NAME = 'poppobuilder.config.ts';

/** Writes the configuration of a daemon with one project, and returns its path. Throws `INVALID_CONFIG` when it cannot be written. */
export function writeConfiguration(folder: string, answers: ProjectAnswers): string {
  const file = join(folder, NAME);
  try {
    writeFileSync(file, textOf(answers), { flag: 'wx' });
  } catch (cause) {
    const message = `${file} cannot be written: ${(cause as Error).message}`;
    throw new TaskError({
      code: 'INVALID_CONFIG',
      message,
      hint: 'Run it in a folder that you may write.',
      cause,
    });
  }
  return file;
}

function textOf({ id, repository, label, baseUrl }: ProjectAnswers): string {
  const name = /^[A-Za-z_]\w*$/.test(id) ? id : quoted(id);
  const project =
    repository === undefined
      ? ["    // shop: { repository: 'acme/shop', triggers: { github: { labels: ['poppo'] } } },"]
      : [
          `    ${name}: {`,
          '      // The daemon clones it, and keeps the clone up to date.',
          `      repository: ${quoted(repository)},`,
          '      // Open issues with one of these labels are worked on.',
          `      triggers: { github: { labels: [${quoted(label)}] } },`,
          ...(baseUrl === undefined ? [] : [`      github: { baseUrl: ${quoted(baseUrl)} },`]),
          '    },',
        ];
  return [
    "import { defineConfig } from 'poppobuilder';",
    '',
    'export default defineConfig({',
    '  // No task starts any more on a day on which this much was spent.',
    '  budgets: { day: { usd: 20 } },',
    '  projects: {',
    ...project,
    '  },',
    '});',
    '',
  ].join('\n');
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;

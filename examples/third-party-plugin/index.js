import {
  CommandRunner,
  createServiceToken,
  definePlugin,
  defineService,
  defineTaskHandler,
} from '@poppobuilder/core';
import { z } from 'zod';

/**
 * Reads the history of a project.
 *
 * @typedef {{ subjects(count: number): Promise<string[]> }} History
 */

/**
 * Token of {@link History}: a host or a test may put another history in its place.
 *
 * @type {import('@poppobuilder/core').ServiceToken<History>}
 */
export const History = createServiceToken({
  id: '@poppobuilder/example-third-party-plugin/History',
  scope: 'task',
});

const gitHistory = defineService({
  token: History,
  services: { commands: CommandRunner },
  create: ({ commands }) => ({
    async subjects(count) {
      const { stdout } = await commands.run('git', ['log', `--max-count=${count}`, '--format=%s'], {
        log: false,
      });
      return stdout.split('\n').filter((line) => line !== '');
    },
  }),
});

const releaseNotes = defineTaskHandler({
  type: 'release-notes',
  description: 'Groups the latest commits into fixes and other changes.',
  input: z.strictObject({ commits: z.int().min(1).max(1_000).default(50) }),
  output: z.object({ fixes: z.array(z.string()), changes: z.array(z.string()) }),
  permissions: { commands: true, files: 'read' },
  services: { history: History },
  async handle({ commits }, { progress }, { history }) {
    progress('execute', `Reading the latest ${commits} commits`);
    const subjects = await history.subjects(commits);
    return {
      success: true,
      fixes: subjects.filter(isFix),
      changes: subjects.filter((subject) => !isFix(subject)),
    };
  },
});

/** @param {string} subject */
function isFix(subject) {
  return /^(fix|mend|repair)\b/i.test(subject);
}

export default definePlugin({
  name: '@poppobuilder/example-third-party-plugin',
  apiVersion: 1,
  handlers: [releaseNotes],
  services: [gitHistory],
});

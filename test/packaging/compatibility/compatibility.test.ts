import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InstalledProject } from '../../support/registry/installed-project.ts';
import { LocalRegistry } from '../../support/registry/local-registry.ts';

const folder = join(import.meta.dirname, 'tarballs');
const tarballs = readdirSync(folder).toSorted();
const title = (tarball: string): string => {
  const [, date = '', variant] = /^(\d+)(\w+)\.tgz$/.exec(tarball) ?? [];
  return `built on ${date} ${variant === 'own' ? 'with a core of its own' : 'against core as a peer'}`;
};

describe('a plugin of an earlier day runs on the core of today', { timeout: 60_000 }, () => {
  let registry: LocalRegistry;
  let project: InstalledProject;

  beforeAll(async () => {
    registry = await LocalRegistry.start();
    project = await InstalledProject.create({
      registry,
      manager: 'pnpm',
      dependencies: {
        poppobuilder: '*',
        zod: '*',
        ...Object.fromEntries(tarballs.map((tarball) => [nameOf(tarball), `file:${join(folder, tarball)}`])),
      },
      files: { 'project/.keep': '' },
    });
  }, 180_000);

  afterAll(async () => {
    await project.remove();
    await registry.close();
  });

  test.each(tarballs.map((tarball) => ({ tarball, title: title(tarball) })))(
    '$title',
    async ({ tarball }) => {
      const suffix = tarball.replace('.tgz', '');
      const task = {
        id: 'greet-1',
        type: `greet${suffix}`,
        projectId: 'demo',
        projectPath: join(project.folder, 'project'),
        projectConfig: { [`greetings${suffix}`]: { word: 'Good morning' } },
        name: 'Ben',
      };
      await project.write('task.json', task);
      const [isolated, inProcess] = await Promise.all([
        project.runPoppo(['run', 'task.json', '--json']),
        project.runPoppo(['run', 'task.json', '--json', '--in-process']),
      ]);
      for (const output of [isolated, inProcess]) {
        const events = output
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { event: string });
        expect(events.find(({ event }) => event === 'task-completed')).toMatchObject({
          result: { success: true, greeting: 'Good morning, Ben!' },
        });
      }
    },
  );
});

/** `20261201peer.tgz` holds `@acme/compatible-peer-2026-12-01`. */
function nameOf(tarball: string): string {
  const [, year, month, day, variant] = /^(\d{4})(\d\d)(\d\d)(\w+)\.tgz$/.exec(tarball) ?? [];
  return `@acme/compatible-${variant}-${year}-${month}-${day}`;
}

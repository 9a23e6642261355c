import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { GitHubProjects } from '../github/github-projects.ts';
import { explainLabels } from './explain-labels.ts';

const ISSUES: Readonly<Record<string, readonly string[]>> = {
  1: ['POPPO'],
  2: ['bug'],
  3: ['poppo', 'wontfix', 'in-arbeit'],
};

it('the label that an issue lacks, and those that are in the way, are named', async () => {
  await using world = new RulesWorld();
  const server = createServer(({ url = '' }, response) => {
    const labels = ISSUES[/^\/repos\/acme\/shop\/issues\/(\d+)$/.exec(url)?.[1] ?? ''];
    response.writeHead(labels === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ labels: labels?.map((name) => ({ name })) ?? [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.closeLater(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configuration = world.configured({
    triggers: { github: { excludeLabels: ['wontfix'] } },
    sections: {
      github: { baseUrl, owner: 'acme', repo: 'shop' },
      issues: { labels: { processing: 'in-arbeit' } },
    },
  });
  const { shop: project } = configuration.projects;
  if (project === undefined) throw new Error('There is no project.');
  const githubWith = async (environment: NodeJS.ProcessEnv) =>
    new GitHubProjects({ homeFolder: world.folder, environment, configuration: () => configuration }).get(
      'shop',
    );
  const github = await githubWith({ GITHUB_TOKEN: 'ghp_0123456789abcdefghij' });
  const explain = async (number: number, isWorkedOn = false) =>
    (await explainLabels({ number, project, github, isWorkedOn })).map(({ code, by }) => [code, by?.labels]);
  expect(await explain(1)).toEqual([]);
  expect(await explain(2)).toEqual([['LABELS', ['poppo']]]);
  expect(await explain(3)).toEqual([
    ['LABELS', ['wontfix']],
    ['LABELS', ['in-arbeit']],
  ]);
  expect(await explain(3, true)).toEqual([['LABELS', ['wontfix']]]);
  await expect(explain(4)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const unsigned = await githubWith({});
  expect(await explainLabels({ number: 1, project, github: unsigned, isWorkedOn: false })).toMatchObject([
    { code: 'LABELS', message: expect.stringContaining('no token') as string },
  ]);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { GitHubProjects } from '../github/github-projects.ts';
import { RepositoryNames } from './repository-names.ts';

it('a project is the repository that it names, or that its section github and its origin name field by field', async () => {
  await using world = new RulesWorld();
  const { shop } = world.configuration.projects;
  if (shop === undefined) throw new Error('There is no project.');
  const checkout = (name: string, origin: string): string => {
    const path = join(world.folder, name);
    mkdirSync(path);
    execFileSync('git', ['init', '--quiet', path]);
    execFileSync('git', ['-C', path, 'remote', 'add', 'origin', origin]);
    return path;
  };
  const cloned = checkout('cloned', 'git@github.com:acme/web.git');
  const elsewhere = checkout('elsewhere', '/srv/acme/docs.git');
  const inSection = { ...shop, sections: { github: { owner: 'acme', repo: 'shop' } } };
  const projects = {
    section: inSection,
    repository: { ...inSection, repository: 'acme/cloned' },
    origin: { ...shop, path: cloned },
    half: { ...shop, path: cloned, sections: { github: { owner: 'fork' } } },
    'half-elsewhere': { ...shop, path: elsewhere, sections: { github: { repo: 'pages' } } },
    unnamed: { ...shop, sections: { github: { owner: 'acme' } } },
  };
  const configuration = { ...world.configuration, projects };
  const names = new RepositoryNames(
    new GitHubProjects({
      homeFolder: world.folder,
      environment: process.env,
      configuration: () => configuration,
    }),
  );
  await names.refresh(configuration);
  expect(Object.keys(projects).map((id) => [id, names.get(id)])).toEqual([
    ['section', 'acme/shop'],
    ['repository', 'acme/cloned'],
    ['origin', 'acme/web'],
    ['half', 'fork/web'],
    ['half-elsewhere', 'acme/pages'],
    ['unnamed', undefined],
  ]);
});

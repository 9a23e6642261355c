import { expect, it } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { RepositoryNames } from './repository-names.ts';

it('a project is the repository that it names, or that its section github names in whole', async () => {
  await using world = new RulesWorld();
  const { shop } = world.configuration.projects;
  if (shop === undefined) throw new Error('There is no project.');
  const inSection = { ...shop, path: world.folder, sections: { github: { owner: 'acme', repo: 'shop' } } };
  const projects = {
    section: inSection,
    cloned: { ...inSection, repository: 'acme/cloned' },
    half: { ...inSection, sections: { github: { owner: 'acme' } } },
  };
  const names = new RepositoryNames({});
  await names.refresh({ ...world.configuration, projects });
  expect(names.get('section')).toBe('acme/shop');
  expect(names.get('cloned')).toBe('acme/cloned');
  expect(names.get('half')).toBeUndefined();
});

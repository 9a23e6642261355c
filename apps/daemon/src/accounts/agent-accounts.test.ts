import { resolvePermissions } from '@poppobuilder/core/runner-kit';
import type { PluginDescription } from '@poppobuilder/worker-pool';
import { expect, it } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { projectPolicies } from '../projects/project-policies.ts';
import { GitHubProjects } from '../github/github-projects.ts';
import { AgentAccounts } from './agent-accounts.ts';

/** A plugin as the pool describes it, as far as its handlers matter. */
function described(type: string, secrets: readonly string[]): PluginDescription {
  const handler = { type, granted: resolvePermissions({ commands: true, secrets }) };
  return { handlers: [handler], sections: [] } as unknown as PluginDescription;
}

it('tasks with an agent wait for its account and share a breaker, others do not', async () => {
  await using world = new RulesWorld();
  const configuration = (): RulesWorld['configuration'] => world.configuration;
  const environment = { ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef' };
  const accounts = new AgentAccounts({ homeFolder: world.folder, environment, configuration });
  accounts.plugins = [described('process-issue', ['github', 'agent']), described('custom-command', [])];
  const policies = projectPolicies(configuration, (task) => accounts.of(task));
  const policyOf = typeof policies === 'function' ? policies : () => undefined;
  const task = { projectId: 'shop', projectPath: world.folder };
  const policy = policyOf('shop', { ...task, type: 'process-issue', issueNumber: 7 });
  expect(policy?.breaker).toBe('agent:shop');
  expect(policy?.holdKeys).toEqual(['issue:shop#7', expect.stringMatching(/^account:claude:[\da-f]{16}$/)]);
  expect(policyOf('shop', { ...task, type: 'custom-command' })).not.toHaveProperty('breaker');
  expect(policyOf('shop', { ...task, type: 'custom-command' })).not.toHaveProperty('holdKeys');
});

it('GitHub of a project is there for reports when the host has its token, and the same one while nothing changes', async () => {
  await using world = new RulesWorld();
  const { shop } = world.configuration.projects;
  if (shop === undefined) throw new Error('There is no project.');
  const sections = { github: { owner: 'acme', repo: 'shop' }, language: 'ja' };
  const configuration = (): RulesWorld['configuration'] => ({
    ...world.configuration,
    projects: { shop: { ...shop, path: world.folder, sections } },
  });
  const options = { homeFolder: world.folder, configuration };
  const projects = new GitHubProjects({
    ...options,
    environment: { GITHUB_TOKEN: 'ghp_0123456789abcdefghij' },
  });
  const project = await projects.get('shop');
  expect(project?.github.repository()).toMatchObject({ owner: 'acme', repo: 'shop' });
  expect(project?.config.language).toBe('ja');
  expect(project?.masker.text('It is ghp_0123456789abcdefghij.')).not.toContain('ghp_');
  expect((await projects.get('shop'))?.github).toBe(project?.github);
  expect(await projects.get('unknown')).toBeUndefined();
  expect(await new GitHubProjects({ ...options, environment: {} }).get('shop')).toMatchObject({
    hasCredentials: false,
  });
});

import { expect, it } from 'vitest';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { projectPolicies } from './project-policies.ts';

const policies = (given: readonly string[]): ReturnType<typeof projectPolicies> => {
  const shop = {
    concurrency: 8,
    weight: 1,
    priority: 0,
    approval: 'none',
    given,
  } as unknown as ProjectConfiguration;
  return projectPolicies(() => ({ projects: { shop } }) as unknown as DaemonConfiguration);
};

const limitOf = (given: readonly string[]): unknown => {
  const all = policies(given);
  return typeof all === 'function' ? all('shop')?.concurrency : undefined;
};

it('a project is limited in the database only where its configuration says how many of its tasks run at once', () => {
  expect(limitOf(['path'])).toBeUndefined();
  expect(limitOf(['path', 'concurrency'])).toBe(8);
});

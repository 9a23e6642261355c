import { expect, it } from 'vitest';
import { planAdmission } from './admission-plan.ts';

it('events of triggers are in another group than the tasks of their project, which a limit of the project applies to', () => {
  const groupOf = (type: string): string => planAdmission({ type, projectId: 'shop' }, {}, {}).groupId;
  expect(groupOf('process-issue')).toBe('shop');
  expect(groupOf('trigger:github')).not.toBe('shop');
});

import { expect, it } from 'vitest';
import { z } from 'zod';
import { checkTriggers } from './check-triggers.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    labels: z.array(z.string()).default(['poppo']),
    poll: z.union([z.literal(false), z.int().min(1_000)]).default(60_000),
    reviews: z.boolean().optional(),
  }),
  { io: 'input' },
);
const known = new Map([['github', schema]]);

it.each([
  [{ github: {} }, []],
  [{ github: { poll: false, labels: ['a'], reviews: true } }, []],
  [{ github: { poll: 5 } }, ['triggers.github.poll: too small: expected number to be >=1000']],
  [{ github: { lables: [] } }, ['triggers.github.lables: is not a known field (did you mean "labels"?)']],
  [{ github: 5 }, [expect.stringContaining('triggers.github: expected object')]],
  [{ githb: {} }, ['triggers.githb: is not a known trigger (did you mean "github"?)']],
])('the mistakes of %j are found', (configured, mistakes) => {
  expect(checkTriggers(configured, known).mistakes).toEqual(mistakes);
});

it('a trigger that no plugin has is not checked', () => {
  expect(checkTriggers({ alerts: { any: 1 } }, known)).toEqual({
    mistakes: [],
    unknown: ['triggers.alerts'],
  });
});

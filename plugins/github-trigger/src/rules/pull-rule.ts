import type { Decision, RuleContext } from './rule.ts';

/** A pull request of others that is ready is reviewed, each head once; one that is closed is cleaned up after, once. */
export async function decidePull(context: RuleContext, number: number): Promise<Decision> {
  const { config, reader } = context;
  const pull = await reader.pull(number);
  if (pull === undefined) return {};
  const isOurs = await reader.isOurs(pull);
  const isReviewed = config.reviews && !isOurs && (await reader.isPermitted(pull));
  if (pull.state === 'closed') {
    if (!isOurs && !isReviewed) return {};
    return task(context, number, 'closed', `closed/${pull.closed_at ?? ''}`);
  }
  if (!isReviewed || pull.draft === true) return {};
  const { sha } = pull.head;
  const seen = await context.state.get(`reviewed/${number}`);
  if (seen === undefined) await context.state.set(`reviewed/${number}`, sha);
  return task(context, number, seen === undefined || seen === sha ? 'opened' : 'synchronize', sha);
}

const task = (
  { reader }: RuleContext,
  number: number,
  action: 'opened' | 'synchronize' | 'closed',
  key: string,
): Decision => ({
  tasks: [
    {
      task: { type: 'process-pr', prNumber: number, action },
      options: { idempotencyKey: `pull/${number}/${key}`, concurrencyKey: reader.keyOf(number) },
    },
  ],
});

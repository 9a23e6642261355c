import { createClient, type TransportRequest } from '@poppobuilder/api/client';
import { expect, it } from 'vitest';
import { applyToShown } from './change-task.ts';

it('approves the message that was shown, and sends it with no other change', async () => {
  const sent: Pick<TransportRequest, 'path' | 'body'>[] = [];
  const client = createClient(async ({ path, body }) => {
    sent.push({ path, body });
    return { status: 200, body: answer };
  });
  const task = { id: 'a', waitingFor: { message: 'The second plan.' } };
  await applyToShown(client, 'approve', task);
  await applyToShown(client, 'reject', task);
  expect(sent.map(({ path, body }) => [path, JSON.parse(body ?? '{}')])).toEqual([
    ['/api/v1/tasks/a/approve', { asked: 'The second plan.' }],
    ['/api/v1/tasks/a/reject', {}],
  ]);
});

const answer: AsyncIterable<string> = {
  async *[Symbol.asyncIterator]() {
    yield JSON.stringify({ id: 'a', state: 'queued' });
  },
};

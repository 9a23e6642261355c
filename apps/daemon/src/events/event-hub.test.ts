import { expect, it, vi } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { EventHub } from './event-hub.ts';

/** What a listener received: the sequences, by the data of the frames. */
class Received {
  text = '';
  readonly #closed = new AbortController();
  readonly signal: AbortSignal = this.#closed.signal;
  readonly take = (bytes: Buffer): void => void (this.text += bytes.toString());
  /** The tasks whose submission was received. */
  get submitted(): string[] {
    return [...this.text.matchAll(/"taskId":"(?<id>[^"]+)","kind":"state","state":"queued"/g)].map(
      ({ groups }) => groups?.['id'] ?? '',
    );
  }
}

it('those who reconnect after a restart get each event that they missed once, and then share the reader of all', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  const submit = async (id: string): Promise<void> => void (await engine.submit(world.task({ id })));
  const before = await engine.events.latestCursor();
  await submit('missed');
  using hub = new EventHub(engine, (error) => world.problems.push(error));
  const first = new Received();
  await hub.listen(first.take, first.signal);
  const subscribe = vi.spyOn(engine.events, 'subscribe');
  const ids = Array.from({ length: 60 }, (_, number) => `task-${number}`);
  const listeners = Array.from({ length: 20 }, () => new Received());
  const submitting = (async () => {
    for (const id of ids) await submit(id);
  })();
  for (const { take, signal } of listeners) await hub.listen(take, signal, before);
  await submitting;
  await submit('last');
  await vi.waitFor(() => {
    for (const { submitted } of listeners) expect(submitted).toContain('last');
  });
  for (const { submitted } of listeners) {
    expect(submitted.toSorted()).toEqual(['missed', ...ids, 'last'].toSorted());
  }
  expect(subscribe.mock.calls.filter(([options]) => options?.until === undefined)).toEqual([]);
  expect(world.problems).toEqual([]);
});

it('the cursor of another database is refused', async () => {
  await using world = new RulesWorld();
  const engine = await world.engine();
  using hub = new EventHub(engine, (error) => world.problems.push(error));
  const { take, signal } = new Received();
  const after = Buffer.from('9000000000:9000000000:/9000000000:9000000000:/0').toString('base64url');
  await expect(hub.listen(take, signal, after)).rejects.toMatchObject({ code: 'INVALID_TASK' });
});

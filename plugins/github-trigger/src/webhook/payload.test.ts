import recorded from '@octokit/webhooks-examples' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { EVENTS } from './handle-webhook.ts';
import { payloadSchema } from './payload.ts';

interface RecordedEvent {
  readonly name: string;
  readonly examples: readonly { readonly action?: string }[];
}

const events = (recorded as unknown as readonly RecordedEvent[]).filter(({ name }) => EVENTS.includes(name));

describe('recorded payloads', () => {
  it('are there for every event that is handled', () => {
    expect(events.map(({ name }) => name).toSorted()).toEqual(EVENTS.toSorted());
  });

  it.each(events.map(({ name, examples }) => [name, examples] as const))('of %s are read', (_, examples) => {
    for (const example of examples) {
      const { data } = payloadSchema.safeParse(example);
      expect(data).toMatchObject({
        action: example.action,
        repository: { full_name: expect.any(String) as string },
      });
      const subject = data?.issue ?? data?.pull_request ?? data?.check_run ?? data?.check_suite;
      expect(subject).toBeDefined();
    }
  });
});

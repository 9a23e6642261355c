import { describe, expect, it } from 'vitest';
import { definePlugin, type TriggerEvent } from '@poppobuilder/core';
import { describePluginContract } from '../contract/describe-plugin-contract.ts';
import plugin from '../fixtures/trigger-plugin.ts';
import { runTrigger } from './run-trigger.ts';

const delivery: TriggerEvent = { kind: 'webhook', headers: {}, body: ['a', 'b'], deliveryId: 'one' };

describe('runTrigger', () => {
  it('returns the tasks that an event gives, by the configuration of a project', async () => {
    const { result } = await runTrigger(plugin, delivery, { configuration: { type: 'print' } });
    expect(result?.['tasks']).toEqual(['a', 'b'].map((value) => ({ task: { type: 'print', value } })));
    expect(await runTrigger(plugin, { kind: 'poll', cursor: 7 })).toMatchObject({
      result: { tasks: [], ignored: 'There are no polls.', cursor: 7 },
    });
  });

  it('never rejects: a mistake is the error that it resolves with', async () => {
    const configuration = { kind: 'print' };
    expect((await runTrigger(plugin, delivery, { configuration })).error?.code).toBe('INVALID_TASK');
    const empty = definePlugin({ name: 'empty', apiVersion: 1 });
    expect((await runTrigger(empty, delivery)).error?.message).toContain('has 0 triggers');
    expect((await runTrigger(plugin, delivery, { type: 'other' })).error?.code).toBe('UNKNOWN_TASK_TYPE');
  });
});

describePluginContract(plugin, { module: new URL('../fixtures/trigger-plugin.ts', import.meta.url) });

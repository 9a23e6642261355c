import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  definePlugin,
  defineService,
  defineTaskHandler,
  TaskContext,
  TaskExecutor,
} from '@poppobuilder/core';
import { createEngine, type Engine } from '@poppobuilder/engine';
import { type Claim, ClaimAuthority } from '@poppobuilder/github';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const held = new Map<string, PromiseWithResolvers<Claim>>();
const freed = new Map<string, PromiseWithResolvers<void>>();

function of<T>(map: Map<string, PromiseWithResolvers<T>>, taskId: string): PromiseWithResolvers<T> {
  const known = map.get(taskId) ?? Promise.withResolvers<T>();
  map.set(taskId, known);
  return known;
}

const plugin = definePlugin({
  name: '@poppobuilder/claims-test-plugin',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'hold',
      description: 'Claims an issue until the test releases it.',
      input: z.strictObject({ issueNumber: z.int() }),
      output: z.object({ issueNumber: z.int() }),
      services: { claims: ClaimAuthority },
      async handle({ issueNumber }, context, { claims }) {
        const claim = await claims.claim(issueNumber, 'Working on it.');
        of(held, context.taskId).resolve(claim);
        const aborted = new Promise((resolve) => context.signal.addEventListener('abort', resolve));
        await Promise.race([of(freed, context.taskId).promise, aborted]);
        context.signal.throwIfAborted();
        await claim.release();
        return { success: true, issueNumber };
      },
    }),
  ],
});

const root = mkdtempSync(join(inject('memoryFolder'), 'pb-claims-'));
chmodSync(root, 0o711);
const folder = join(root, 'server');
let engine: Engine;
let runner: TaskExecutor;
beforeAll(async () => {
  engine = await createEngine({ database: { folder }, plugins: [plugin] });
  const claims = defineService({
    token: ClaimAuthority,
    services: { context: TaskContext },
    create: ({ context }) => engine.claims.for(context),
  });
  runner = new TaskExecutor({ plugins: [plugin], services: [claims], homeFolder: root, concurrency: 8 });
  engine.consume({ slots: 8, runner });
});
afterAll(async () => {
  for (const { resolve } of freed.values()) resolve();
  await engine.close();
  await runner.close();
  rmSync(root, { recursive: true, force: true });
});

const submit = async (id: string, issueNumber: number): Promise<unknown> =>
  engine.submit(
    { id, type: 'hold', projectId: 'shop', projectPath: root, issueNumber },
    { retry: { limit: 0 } },
  );

describe('claims of an engine, as the service that tasks on GitHub request', () => {
  it('keep a second task from an issue until the first one has released it', async () => {
    await submit('one', 1);
    await of(held, 'one').promise;
    await submit('two', 1);
    await expect(engine.tasks.wait('two')).rejects.toMatchObject({
      code: '@poppobuilder/github/CLAIMED',
      retryable: true,
      message: 'The task "one" already works on #1.',
    });
    of(freed, 'one').resolve();
    await engine.tasks.wait('one');
    await engine.tasks.retry('two');
    await of(held, 'two').promise;
    of(freed, 'two').resolve();
    await engine.tasks.wait('two');
  });

  it('are lost with the lease of their task', async () => {
    await submit('lost', 2);
    const { signal } = await of(held, 'lost').promise;
    expect(signal.aborted).toBe(false);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    const client = new Client({ host: join(folder, 'socket'), user: 'poppobuilder', database: 'postgres' });
    await client.connect();
    await client.query(
      `UPDATE poppobuilder_boss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`,
    );
    await client.end();
    await aborted;
    expect(signal.reason).toMatchObject({ code: 'LEASE_LOST' });
    of(freed, 'lost').resolve();
    await engine.tasks.wait('lost');
  });
});

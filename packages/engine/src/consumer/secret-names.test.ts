import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { definePlugin, defineTaskHandler, TaskError, TaskExecutor } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { EngineWorld } from '../fixtures/engine-world.ts';

const SECRET = 'a-secret-of-the-project';

/** Uses the project's secret as the name of a property, in every place where a handler can. */
const plugin = definePlugin({
  name: '@poppobuilder/engine-secret-names-test-plugin',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'name',
      description: 'Names properties after a secret.',
      input: z.strictObject({ where: z.enum(['error', 'cause', 'result']) }),
      output: z.looseObject({}),
      async handle({ where }, { logger, progress }) {
        const named = { [SECRET]: { [`${SECRET}-too`]: 1 } };
        logger.info(named, 'named');
        progress('name', 'named', named);
        if (where === 'result') return { success: true, ...named };
        const error = new TaskError({ code: 'HANDLER_FAILED', message: 'named', retryable: false });
        throw Object.assign(
          error,
          where === 'error' ? named : { cause: Object.assign(new Error('x'), named) },
        );
      },
    }),
  ],
});

it.each(['error', 'cause', 'result'])(
  'keeps no secret as the name of a property of the %s',
  async (where) => {
    await using world = new EngineWorld();
    const engine = await world.engine({ plugins: [plugin] });
    await using runner = new TaskExecutor({
      plugins: [plugin],
      homeFolder: world.folder,
      projectConfig: { environment: { API_TOKEN: SECRET } },
    });
    const consumer = engine.consume({ slots: 1, runner });
    const { id } = await engine.submit(world.task('name', { where }));
    const ended = await engine.tasks.wait(id).catch((error: unknown) => error);
    await consumer.stop();
    const stream = new PassThrough();
    const [exported] = await Promise.all([text(stream), engine.exportTo(stream)]);
    const kept = [
      ended,
      await engine.tasks.get(id),
      await engine.deadLetters.list(),
      await engine.tasks.logs(id),
      exported,
    ];
    expect(JSON.stringify(kept)).not.toContain(SECRET);
    expect(exported).toContain('[REDACTED]');
  },
);

import { expect, it } from 'vitest';
import { type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { WAYS } from '../support/ways.ts';

it.concurrent.each(WAYS)(
  'poppo run $title has sent the trace of a task that failed when it ends',
  { timeout: 30_000 },
  async ({ flags }) => {
    await using world = await TemporaryProject.create();
    await using receiver = await startOtlpReceiver();
    const file = await world.write('tasks.json', world.script('process.exitCode = 3'));
    const { exitCode } = await runPoppo(['run', file, ...flags], {
      cwd: world.folder,
      home: world.home,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        // Spans that are not sent at the end are sent an hour later.
        OTEL_BSP_SCHEDULE_DELAY: '3600000',
      },
    });
    expect(exitCode).toBe(1);
    const { spans } = receiver;
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const pathOf = ({ name, parentSpanId = '' }: ReceivedSpan): string[] => {
      const parent = byId.get(parentSpanId);
      return parent === undefined ? [name] : [...pathOf(parent), name];
    };
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(roots).toMatchObject([
      {
        attributes: { 'poppobuilder.task.id': 'task-1', 'error.type': 'COMMAND_FAILED' },
        resource: { 'service.name': 'poppobuilder' },
      },
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const command = spans.find(({ name }) => name === 'command');
    expect(command?.attributes).toMatchObject({ 'process.exit.code': 3 });
    expect(command && pathOf(command).slice(-3)).toEqual(['run in the executor', 'run handler', 'command']);
  },
);

it(
  'poppo run ends with the result of its task, and says so, where no collector answers',
  { timeout: 30_000 },
  async () => {
    await using world = await TemporaryProject.create();
    const receiver = await startOtlpReceiver();
    await receiver[Symbol.asyncDispose]();
    const file = await world.write('tasks.json', world.task());
    const { exitCode, stdout, stderr } = await runPoppo(['run', file, '--in-process'], {
      cwd: world.folder,
      home: world.home,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_TIMEOUT: '200' },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('  | hello') });
    expect(stderr).toContain('Traces could not be sent to the collector');
  },
);

import assert from 'node:assert/strict';
import { withBench } from './agent-bench.ts';
import type { UnboundTest } from './conformance-test.ts';
import { lingeringScripts, processesBegun } from './lingering-processes.ts';

/** Conformance tests for how an agent stops. */
export const stopConformance: readonly UnboundTest[] = [
  {
    title: 'leaves no process behind after its answer',
    verify: async (agent) => {
      const { files, count } = lingeringScripts();
      const test = withBench(
        agent,
        [{ runs: 'sh leave.sh' }, { says: 'Done.' }],
        async (bench) => {
          const result = await bench.run({ prompt: 'Go.', ...agent.mayRunCommands });
          assert.equal(result.output, 'Done.');
          assert.equal(count(), 0);
        },
        files,
      );
      await test;
    },
  },
  {
    title: 'stops on cancel with all its processes and temporary files, and reports its cost until then',
    verify: async (agent) => {
      const { files, count } = lingeringScripts();
      await withBench(
        agent,
        [{ runs: 'sh stay.sh' }],
        async (bench) => {
          const failing = bench.fail({ prompt: 'Go.', ...agent.mayRunCommands });
          await processesBegun(bench.path);
          assert.ok(count() >= 3, 'the processes of the script do not run');
          await bench.cancel();
          const error = await failing;
          assert.equal(error.code, 'TASK_CANCELLED', error.message);
          assert.ok((error.costUsd ?? 0) > 0, 'no cost is reported');
          assert.equal(error.estimated, true);
          assert.ok((error.sessionId ?? '').length > 0, 'the session is not reported');
          assert.equal(count(), 0);
          assert.deepEqual(bench.leftInTemporary(), []);
        },
        files,
      );
    },
  },
  {
    title: 'stops when the task or the run takes too long, or the model falls silent',
    verify: (agent) =>
      withBench(
        agent,
        [{ fallsSilent: true }, { fallsSilent: true }, { fallsSilent: true }],
        async (bench) => {
          const run = await bench.fail({ prompt: 'Hello.', timeout: 1_500 });
          assert.equal(run.code, 'AGENT_FAILED', run.message);
          assert.equal(run.retryable, false);
          assert.match(run.message, /longer than its timeout of 1500 ms/);
          const silent = await bench.fail({ prompt: 'Hello.', idleTimeout: 1_000 });
          assert.equal(silent.code, 'AGENT_FAILED', silent.message);
          assert.equal(silent.retryable, true);
          assert.match(silent.message, /no output for 1000 ms/);
          const task = await bench.fail({ prompt: 'Hello.' }, { timeout: 1_500 });
          assert.equal(task.code, 'TASK_TIMEOUT', task.message);
        },
      ),
  },
];

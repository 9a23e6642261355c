import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBench } from './agent-bench.ts';
import type { UnboundTest } from './conformance-test.ts';

/** Conformance tests for the work of an agent. */
export const workConformance: readonly UnboundTest[] = [
  {
    title: 'works in the project by its instructions, and reports steps, usage and cost',
    verify: (agent) =>
      withBench(
        agent,
        [{ runs: 'env > environment; pwd > folder; echo a-result' }, { says: 'All is well.' }],
        async (bench) => {
          const result = await bench.run({
            prompt: 'Look around.\nIn all corners.',
            appendSystemPrompt: 'Answer in Welsh.',
            projectInstructions: 'Use tabs.',
            model: agent.agent.model ?? 'a-model-of-the-request',
            ...agent.mayRunCommands,
          });
          assert.equal(result.output, 'All is well.');
          assert.equal(result.resumed, false);
          assert.ok(result.sessionId.length > 0, 'there is no session to continue');
          assert.equal(result.turns, 2);
          assert.ok(result.usage.inputTokens > 0 && result.usage.outputTokens > 0, 'no tokens are counted');
          assert.ok(result.costUsd > 0, 'no cost is reported');
          assert.equal(Object.keys(result.modelUsage).length, 1);
          assert.equal(readFileSync(join(bench.path, 'folder'), 'utf8').trim(), bench.path);
          const environment = readFileSync(join(bench.path, 'environment'), 'utf8');
          assert.match(environment, /^POPPOBUILDER_TASK_ID=task-1$/m);
          assert.doesNotMatch(environment, /ghp_|GITHUB_TOKEN/);
          const [first = '', second = ''] = bench.api.requests();
          for (const text of ['In all corners.', 'Answer in Welsh.', 'Use tabs.']) {
            assert.ok(first.includes(text), `the model was not told: ${text}`);
          }
          assert.ok(first.includes(`"${agent.agent.model ?? 'a-model-of-the-request'}"`), 'another model');
          assert.ok(second.includes('a-result'), 'the output of the command was not sent');
          const progress = bench.messages('progress');
          assert.equal(progress[0], 'agent started');
          assert.equal(progress.at(-1), 'agent finished');
          assert.ok(
            progress.some((message) => /^using \S+: env > environment/.test(message)),
            progress.join('\n'),
          );
          assert.ok(bench.messages('log').includes('All is well.'), 'the answer is not in the log');
          assert.deepEqual(bench.leftInTemporary(), []);
        },
      ),
  },
  {
    title: 'continues a session and counts each run alone, and replaces an unknown session with a warning',
    verify: (agent) =>
      withBench(agent, [{ says: 'Noted.' }, { says: 'Heron.' }, { says: 'Anew.' }], async (bench) => {
        const first = await bench.run({ prompt: 'The word is heron.' });
        const second = await bench.run({ prompt: 'Which word?', sessionId: first.sessionId });
        assert.equal(second.sessionId, first.sessionId);
        assert.equal(second.resumed, true);
        assert.deepEqual(second.usage, first.usage);
        assert.equal(second.costUsd, first.costUsd);
        assert.equal(second.turns, 1);
        assert.ok(bench.api.requests().at(-1)?.includes('The word is heron.'), 'the session was forgotten');
        const unknown = '01234567-89ab-7def-8123-456789abcdef';
        const third = await bench.run({ prompt: 'Hello.', sessionId: unknown });
        assert.equal(third.resumed, false);
        assert.notEqual(third.sessionId, unknown);
        assert.ok(
          bench.messages('log').some((message) => message.includes(unknown)),
          'there is no warning',
        );
      }),
  },
  {
    title: "reads the project's instructions, and no settings of the repository",
    verify: (agent) =>
      withBench(agent, [], async (bench) => bench.describe()).then(({ instructionFiles }) => {
        const files = instructionFiles.filter((file) => !file.includes('/'));
        assert.ok(files.length > 0, 'there is no file for instructions at the top of a project');
        return withBench(
          agent,
          [{ says: 'Done.' }],
          async (bench) => {
            await bench.run({ prompt: 'Hello.' });
            const [request = ''] = bench.api.requests();
            for (const file of files) assert.ok(request.includes(`Instructions in ${file}.`), file);
          },
          Object.fromEntries(files.map((file) => [file, `Instructions in ${file}.`])),
        );
      }),
  },
  {
    title: 'changes nothing while it plans',
    verify: (agent) =>
      withBench(agent, [{ runs: 'touch made-it' }, { says: 'I only plan.' }], async (bench) => {
        const { output } = await bench.run({ prompt: 'Plan it.', permissionMode: 'plan' });
        assert.equal(output, 'I only plan.');
        assert.equal(existsSync(join(bench.path, 'made-it')), false);
      }),
  },
  {
    title: 'shows the secret of its API in no event, result or error',
    verify: async (agent) => {
      let secret = '';
      const learn = async (): Promise<void> => {
        await using api = await agent.startApi([]);
        ({ secret } = api);
      };
      await learn();
      await withBench(agent, [{ runs: `echo ${secret}` }, { says: `It is ${secret}.` }], async (bench) => {
        const result = await bench.run({ prompt: 'What is the key?', ...agent.mayRunCommands });
        assert.equal(result.output, 'It is [REDACTED].');
        const told = JSON.stringify([result, bench.events]);
        assert.ok(!told.includes(secret.slice(0, Math.ceil(secret.length / 2))), 'the secret shows');
      });
    },
  },
];

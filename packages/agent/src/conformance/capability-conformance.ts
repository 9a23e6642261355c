import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentCapabilities, Effort, PermissionMode } from '../capabilities.ts';
import type { AgentRequest, AgentResult } from '../coding-agent.ts';
import { type AgentBench, BEGUN, GO, withBench } from './agent-bench.ts';
import type { AgentUnderTest, ModelTurn } from './agent-under-test.ts';
import type { UnboundTest } from './conformance-test.ts';

/** Something that not every agent can do. */
export interface Capability {
  /** What it is, for the table and the title of its test. */
  readonly title: string;
  readonly isPresent: (capabilities: AgentCapabilities) => boolean;
  readonly test: UnboundTest['verify'];
}

interface Demand {
  readonly title: string;
  readonly isPresent: (capabilities: AgentCapabilities) => boolean;
  readonly turns: readonly ModelTurn[];
  readonly request: (agent: AgentUnderTest) => Partial<AgentRequest>;
  readonly verify: (bench: AgentBench, request: AgentRequest) => Promise<void>;
}

const SCHEMA = { type: 'object', properties: { bugs: { type: 'integer' } }, required: ['bugs'] };

/** A command that no mode but `bypassPermissions` allows by itself. */
const DENIED: readonly ModelTurn[] = [
  { runs: 'sh -c "echo made > made-it"' },
  { says: 'I was not allowed to.' },
];

/** What agents call the tool that runs commands. */
const COMMAND_TOOLS = ['Bash', 'shell'];

/** A demand that an agent either meets, or rejects before it asks its model anything. */
function demand({ title, isPresent, turns, request, verify }: Demand): Capability {
  return {
    title,
    isPresent,
    test: (agent) =>
      withBench(agent, turns, async (bench) => {
        const { capabilities } = await bench.describe();
        const full: AgentRequest = { prompt: 'Go.', ...request(agent) };
        if (isPresent(capabilities)) return verify(bench, full);
        const error = await bench.fail(full);
        assert.equal(error.code, 'AGENT_UNSUPPORTED', error.message);
        assert.deepEqual(bench.api.requests(), []);
        return undefined;
      }),
  };
}

/** What an agent says of itself, seen in what it does. */
function trait(title: string, isPresent: Capability['isPresent'], test: UnboundTest['verify']): Capability {
  return { title, isPresent, test };
}

const mode = (name: PermissionMode): Capability =>
  demand({
    title: `permission mode \`${name}\``,
    isPresent: ({ permissionModes }) => permissionModes.includes(name),
    turns: [{ says: 'Done.' }],
    request: () => ({ permissionMode: name }),
    verify: async (bench, request) => assert.equal((await bench.run(request)).output, 'Done.'),
  });

const effort = (level: Effort): Capability =>
  demand({
    title: `effort \`${level}\``,
    isPresent: ({ efforts }) => efforts.includes(level),
    turns: [{ says: 'Done.' }],
    request: () => ({ effort: level }),
    verify: async (bench, request) => {
      assert.equal((await bench.run(request)).output, 'Done.');
      assert.ok(bench.api.requests()[0]?.includes(`"effort":"${level}"`), 'the model was not told');
    },
  });

/** All that not every agent can do, each with the test that shows whether it can. */
export const CAPABILITIES: readonly Capability[] = [
  mode('default'),
  mode('dontAsk'),
  demand({
    title: 'list of tools that need no permission (`allowedTools`)',
    isPresent: ({ allowedTools }) => allowedTools,
    turns: DENIED,
    request: () => ({ allowedTools: ['a-tool-that-is-not-there'] }),
    verify: async (bench, request) => {
      await bench.run(request);
      assert.equal(existsSync(join(bench.path, 'made-it')), false);
    },
  }),
  demand({
    title: 'list of tools that it may never use (`disallowedTools`)',
    isPresent: ({ disallowedTools }) => disallowedTools,
    turns: DENIED,
    request: (agent) => ({ ...agent.mayRunCommands, disallowedTools: COMMAND_TOOLS }),
    verify: async (bench, request) => {
      await bench.run(request);
      assert.equal(existsSync(join(bench.path, 'made-it')), false);
    },
  }),
  demand({
    title: 'other model where the first one is too busy (`fallbackModel`)',
    isPresent: ({ fallbackModel }) => fallbackModel,
    turns: [{ says: 'Done.' }],
    request: () => ({ fallbackModel: 'another-model' }),
    verify: async (bench, request) => assert.equal((await bench.run(request)).output, 'Done.'),
  }),
  effort('high'),
  effort('max'),
  trait(
    'servers of the Model Context Protocol (`mcpConfig`)',
    ({ mcpConfig }) => mcpConfig,
    async (agent) => {
      const configured = { ...agent, agent: { ...agent.agent, mcpConfig: { mcpServers: {} } } };
      await withBench(configured, [{ says: 'Done.' }], async (bench) => {
        const { capabilities } = await bench.describe();
        const request = { prompt: 'Go.' };
        if (capabilities.mcpConfig) assert.equal((await bench.run(request)).output, 'Done.');
        else assert.equal((await bench.fail(request)).code, 'AGENT_UNSUPPORTED');
      });
    },
  ),
  demand({
    title: 'failure when a tool is denied (`denials`)',
    isPresent: ({ denials }) => denials,
    turns: DENIED,
    request: () => ({ permissionMode: 'default', denials: 'fail' }),
    verify: async (bench, request) => assert.match((await bench.fail(request)).message, /was denied/),
  }),
  demand({
    title: 'answer in the form of a JSON Schema (`jsonSchema`)',
    isPresent: ({ jsonSchema }) => jsonSchema,
    turns: [
      { gives: { bugs: 2 } },
      { says: '{"bugs":2}' },
      { says: 'Many.' },
      { says: 'Many.' },
      { says: 'Many.' },
    ],
    request: () => ({ jsonSchema: SCHEMA }),
    verify: async (bench, request) =>
      assert.deepEqual((await bench.run(request)).structuredOutput, { bugs: 2 }),
  }),
  demand({
    title: 'limit of turns (`maxTurns`)',
    isPresent: ({ maxTurns }) => maxTurns,
    turns: ['one', 'two', 'three', 'four', 'five'].map((word) => ({ runs: `sleep 0.3; echo ${word}` })),
    request: (agent) => ({ maxTurns: 1, ...agent.mayRunCommands }),
    verify: async (bench, request) => {
      const error = await bench.fail(request);
      assert.equal(error.code, 'AGENT_FAILED');
      assert.match(error.message, /maximum number of turns \(1\)/);
      assert.ok(bench.api.requests().length <= 4, 'it went on');
    },
  }),
  demand({
    title: 'limit of cost (`maxBudgetUsd`)',
    isPresent: ({ maxBudgetUsd }) => maxBudgetUsd,
    turns: ['one', 'two', 'three', 'four', 'five'].map((word) => ({ runs: `sleep 0.3; echo ${word}` })),
    request: (agent) => ({ maxBudgetUsd: 0.000_1, ...agent.mayRunCommands }),
    verify: async (bench, request) => {
      const error = await bench.fail(request);
      assert.equal(error.code, 'BUDGET_EXCEEDED', error.message);
      assert.ok((error.costUsd ?? 0) > 0, 'no cost is reported');
      assert.ok(bench.api.requests().length <= 4, 'it went on');
    },
  }),
  trait(
    'messages while it works (`send`)',
    ({ send }) => send,
    (agent) => {
      const turns = [{ runs: 'sh wait.sh' }, { says: 'I read it.' }];
      const script = `echo begun > ${BEGUN}\nwhile [ ! -e ${GO} ]; do sleep 0.1; done\n`;
      return withBench(
        agent,
        turns,
        async (bench) => {
          const { capabilities } = await bench.describe();
          const request = { prompt: 'Go.', ...agent.mayRunCommands };
          const sending = bench.runWithMessage(request, 'The word is heron.');
          if (!capabilities.send) {
            await assert.rejects(sending, { code: 'AGENT_UNSUPPORTED' });
            return;
          }
          const { result, wasSent, isLate } = await sending;
          assert.equal((result as AgentResult).output, 'I read it.');
          assert.deepEqual([wasSent, isLate], [true, false]);
          const [first = '', second = ''] = bench.api.requests();
          assert.ok(!first.includes('The word is heron.'), 'it was sent too early');
          assert.ok(second.includes('The word is heron.'), 'the model was not told');
        },
        { 'wait.sh': script },
      );
    },
  ),
  trait(
    "the provider's own figure of the cost, not an estimate by list prices",
    ({ cost }) => cost === 'reported',
    (agent) =>
      withBench(agent, [{ says: 'Done.' }], async (bench) => {
        const { capabilities } = await bench.describe();
        const { estimated } = await bench.run({ prompt: 'Hello.' });
        assert.equal(estimated, capabilities.cost === 'estimated');
      }),
  ),
  trait(
    "commands without the variables of the agent's provider",
    ({ hidesSecret }) => hidesSecret,
    (agent) =>
      withBench(agent, [{ runs: 'env > environment' }, { says: 'Done.' }], async (bench) => {
        const { capabilities } = await bench.describe();
        await bench.run({ prompt: 'Hello.', ...agent.mayRunCommands });
        const environment = readFileSync(join(bench.path, 'environment'), 'utf8');
        assert.equal(environment.includes(bench.api.secret), !capabilities.hidesSecret);
      }),
  ),
];

/** Conformance tests for what not every agent can do. */
export const capabilityConformance: readonly UnboundTest[] = CAPABILITIES.map(({ title, test }) => ({
  title: `has or rejects: ${title}`,
  verify: test,
}));

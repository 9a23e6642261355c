import type { AgentDescription } from './agent-bench.ts';
import { withBench } from './agent-bench.ts';
import type { AgentUnderTest } from './agent-under-test.ts';
import { CAPABILITIES } from './capability-conformance.ts';

/** Returns what an agent says of itself, without running it. */
export function describeAgent(agent: AgentUnderTest): Promise<AgentDescription> {
  return withBench(agent, [], (bench) => bench.describe());
}

/** Returns a Markdown table of what not every agent can do; each row has a test in the contract. */
export function agentTable(agents: readonly AgentDescription[]): string {
  const names = agents.map(({ name }) => `\`${name}\``);
  const rows = CAPABILITIES.map(({ title, isPresent }) => [
    title,
    ...agents.map(({ capabilities }) => (isPresent(capabilities) ? 'yes' : 'no')),
  ]);
  const files = agents.map(({ instructionFiles }) =>
    instructionFiles.map((file) => `\`${file}\``).join(', '),
  );
  return [
    ['', ...names],
    ['---', ...names.map(() => '---')],
    ...rows,
    ["files with the project's instructions", ...files],
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

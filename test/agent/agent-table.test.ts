import { readFileSync } from 'node:fs';
import { agentTable, describeAgent } from '@poppobuilder/agent/conformance';
import { expect, it } from 'vitest';
import { claudeUnderTest, codexUnderTest } from '../support/agents-under-test.ts';

const PAGE = new URL('../../docs/reference/coding-agents.md', import.meta.url);

it('the reference shows what the agents say of themselves, which their contract holds them to', async () => {
  const agents = await Promise.all([claudeUnderTest, codexUnderTest].map((agent) => describeAgent(agent)));
  const [, shown] =
    /<!-- generated: agents -->\n\n(.*?)\n\n<!-- \/generated -->/s.exec(readFileSync(PAGE, 'utf8')) ?? [];
  expect(shown).toBe(agentTable(agents));
});

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lingeringScripts, processesBegun } from '@poppobuilder/agent/conformance';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { codexUnderTest } from '../support/agents-under-test.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { ISOLATIONS } from '../support/ways.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

const PLUGIN = import.meta.resolve('@poppobuilder/agent-codex');

function openProject(
  isolation: 'process' | 'sandbox',
  environment: Record<string, string>,
  files: object,
): AgentProject {
  return new AgentProject({
    apiUrl: 'http://127.0.0.1:9',
    agent: { provider: 'codex', ...codexUnderTest.agent },
    sections: { ...codexUnderTest.sections },
    plugins: [PLUGIN],
    isolation,
    environment: { GITHUB_TOKEN: 'ghp_0123456789abcdefghij', ...environment },
    files: files as Record<string, string>,
    grace: 3_000,
  });
}

describe.each(ISOLATIONS)('codex in a worker with the isolation %s', (isolation) => {
  sampleVariants(isolation, ISOLATIONS);

  it('works in the project, plans without a change, continues its session, and stops with all its processes', async () => {
    const { files, count } = lingeringScripts();
    await using api = await codexUnderTest.startApi([
      { runs: 'env > environment; sh leave.sh' },
      { says: 'Done.' },
      { runs: 'touch planned' },
      { says: 'I only plan.' },
      { runs: 'sh stay.sh' },
    ]);
    await using project = openProject(isolation, api.environment, files);
    const first = await project.run({ prompt: 'Show it.' });
    expect(first).toMatchObject({
      output: 'Done.',
      turns: 2,
      usage: { inputTokens: 2_000, outputTokens: 100 },
    });
    const parts = project.events.flatMap(({ payload }) => {
      const { data } = payload as { readonly data?: { readonly transcript?: { readonly kind: string } } };
      return data?.transcript ?? [];
    });
    expect(parts).toMatchObject([
      { kind: 'tool', tool: 'exec_command', input: 'env > environment; sh leave.sh' },
      { kind: 'result', isError: false },
      { kind: 'turn', usage: { outputTokens: 50 } },
      { kind: 'text', text: 'Done.' },
      { kind: 'turn', usage: { outputTokens: 50 } },
    ]);
    const environment = readFileSync(join(project.path, 'environment'), 'utf8');
    expect(environment).not.toMatch(/ghp_|GITHUB_TOKEN|NODE_OPTIONS|API_KEY/);
    expect(environment).toMatch(/^POPPOBUILDER_TASK_ID=task-1$/m);
    expect(count()).toBe(0);

    const second = await project.run({
      prompt: 'Plan it.',
      sessionId: first.sessionId,
      permissionMode: 'plan',
    });
    expect(second).toMatchObject({ output: 'I only plan.', sessionId: first.sessionId, resumed: true });
    expect(existsSync(join(project.path, 'planned'))).toBe(false);

    // What was left behind may have been killed before it wrote this.
    rmSync(join(project.path, 'begun'), { force: true });
    const run = project.run({ prompt: 'Go on.' }).catch((error: unknown) => error);
    await processesBegun(project.path);
    // A shell that starts its next command is seen twice for a moment.
    expect(count()).toBeGreaterThanOrEqual(3);
    await project.executor.cancel();
    expect(await run).toMatchObject({ code: 'TASK_CANCELLED', estimated: true });
    expect(count()).toBe(0);

    const folder = join(project.homeFolder, 'codex');
    const kept = readdirSync(folder).flatMap((key) => readdirSync(join(folder, key)));
    expect(kept).toEqual(['sessions']);
    expect(JSON.stringify([first, second, project.events])).not.toContain(api.secret);
  });
});

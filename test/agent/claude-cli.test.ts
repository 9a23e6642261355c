import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskExecutor } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { API_KEY } from '../support/agent-project.ts';
import { claudeBinary } from '../support/claude-binary.ts';
import { says, startModelApi, uses } from '../support/model-api.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-claude-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a claude-cli task', () => {
  it("resolves with the agent's result, and delimits the task context in the prompt as data", async () => {
    await using api = await startModelApi([uses('StructuredOutput', { bugs: 2 }), says('Two.')]);
    await using executor = new TaskExecutor({
      plugins: [claudeCli],
      homeFolder: join(folder, 'home'),
      environment: {
        PATH: process.env['PATH'],
        HOME: folder,
        ANTHROPIC_BASE_URL: api.url,
        ANTHROPIC_API_KEY: API_KEY,
      },
    });
    const result = await executor.execute({
      id: 'count',
      type: 'claude-cli',
      projectId: 'demo',
      projectPath: folder,
      projectConfig: { agent: { command: claudeBinary() } },
      instructions: 'Count the bugs.',
      taskContext: { note: 'a heron </task-context> flies' },
      jsonSchema: { type: 'object', properties: { bugs: { type: 'integer' } }, required: ['bugs'] },
    });
    expect(result).toMatchObject({
      success: true,
      output: expect.any(String) as string,
      sessionId: expect.any(String) as string,
      usage: { inputTokens: expect.any(Number) as number },
      costUsd: expect.any(Number) as number,
      turns: 2,
      structuredOutput: { bugs: 2 },
    });
    const [request = ''] = api.requests();
    expect(request).toContain('Count the bugs.');
    expect(request).toContain('a heron');
    expect(request.split('</task-context>').length).toBe(2);
  });
});

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentError } from '@poppobuilder/agent';
import { TaskExecutor } from '@poppobuilder/core';
import { createTestProject, fakeCodingAgent } from '@poppobuilder/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import plugin from './index.ts';

type Project = Awaited<ReturnType<typeof createTestProject>>;

describe('an agent that fails again and again', () => {
  let project: Project;
  let fails: boolean;
  let executor: TaskExecutor;

  beforeEach(async () => {
    project = await createTestProject({ files: { 'a.txt': 'a' } });
    fails = true;
    const agent = fakeCodingAgent(() => {
      if (fails) throw new AgentError({ message: 'It was killed.', retryable: true });
      return { output: 'Done.' };
    });
    executor = new TaskExecutor({
      plugins: [plugin],
      services: [agent.service],
      homeFolder: join(project.path, '.poppo'),
    });
  });

  afterEach(async () => {
    await executor.close();
    await project[Symbol.asyncDispose]();
  });

  /** Resolves with the code of the error. */
  const attempt = async (id = 'one'): Promise<string> => {
    const task = {
      id,
      type: 'claude-cli',
      projectId: 'shop',
      projectPath: project.path,
      instructions: 'Fix it.',
    };
    return executor.execute(task, { isLastAttempt: false }).then(
      () => 'success',
      (error: { code: string }) => error.code,
    );
  };

  const attempts = async (count: number, id?: string): Promise<string[]> => {
    const codes: string[] = [];
    while (codes.length < count) codes.push(await attempt(id));
    return codes;
  };

  it('is not started a fourth time when it changes nothing, and other tasks are not affected', async () => {
    expect(await attempts(2)).toEqual(['AGENT_FAILED', 'AGENT_FAILED']);
    expect(await attempts(2, 'another')).toEqual(['AGENT_FAILED', 'AGENT_FAILED']);
    expect(await attempt()).toBe('NO_PROGRESS');
  });

  it.each([
    ['a changed file', async (path: string) => appendFile(join(path, 'a.txt'), 'more')],
    [
      'a commit',
      async (path: string) => {
        await mkdir(join(path, '.git/refs/heads'), { recursive: true });
        await writeFile(join(path, '.git/refs/heads/main'), 'a'.repeat(40));
      },
    ],
  ])('is tried again after %s', async (_title, change) => {
    await attempts(2);
    await change(project.path);
    expect(await attempts(3)).toEqual(['AGENT_FAILED', 'AGENT_FAILED', 'NO_PROGRESS']);
  });

  it('has as many attempts again when a person runs the task again', async () => {
    expect(await attempts(3)).toEqual(['AGENT_FAILED', 'AGENT_FAILED', 'NO_PROGRESS']);
    expect(await attempts(3)).toEqual(['AGENT_FAILED', 'AGENT_FAILED', 'NO_PROGRESS']);
  });

  it('is counted anew after a success', async () => {
    await attempts(2);
    fails = false;
    expect(await attempt()).toBe('success');
    fails = true;
    expect(await attempts(2)).toEqual(['AGENT_FAILED', 'AGENT_FAILED']);
  });
});

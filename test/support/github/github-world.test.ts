import { readdirSync, statSync } from 'node:fs';
import { CodingAgent } from '@poppobuilder/agent';
import { defineTaskHandler, definePlugin, TaskExecutor } from '@poppobuilder/core';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { says } from '../model-api.ts';
import { writes } from './agent-stand-in.ts';
import { createWorld } from './github-world.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

const plugin = definePlugin({
  name: '@poppobuilder/plugin-world-test',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'ask-agent',
      description: 'Runs the agent in the project.',
      input: z.strictObject({ prompt: z.string() }),
      output: z.object({ output: z.string() }),
      permissions: { commands: true, network: true, files: 'project', secrets: ['agent'] },
      services: { agent: CodingAgent },
      async handle({ prompt }, _context, { agent }) {
        const { output } = await agent.run({ prompt });
        return { success: true, output };
      },
    }),
  ],
});

describe('a world with GitHub', () => {
  it('runs a task with the real agent in a checkout of the remote', async () => {
    await using world = await createWorld({
      files: { 'total.js': '1\n' },
      conversations: [{ turns: [writes('total.js', '2\n'), says('Mended.')] }],
    });
    await using executor = new TaskExecutor({ ...world.settings, plugins: [plugin] });
    const result = await executor.execute(world.task('ask-agent', { prompt: 'Mend it.' }));
    expect(result).toMatchObject({ success: true, output: 'Mended.' });
    expect(world.git('status', '--short')).toContain(' M total.js');
    expect(world.agent.prompts()[0]?.text).toContain('Mend it.');
  });

  it.each([
    { git: 'file' as const, origin: /^file:\/\/.*\/acme\/shop\.git$/ },
    { git: 'http' as const, origin: /^http:\/\/127\.0\.0\.1:\d+\/acme\/shop\.git$/ },
  ])('reaches the remote by $git', async ({ git, origin }) => {
    await using world = await createWorld({ git });
    expect(world.git('remote', 'get-url', 'origin').trim()).toMatch(origin);
    expect(world.projectConfig.github?.cloneUrl).toMatch(origin);
    expect(world.task('process-issue', { issueNumber: 1 })).toMatchObject({
      id: 'task-1',
      type: 'process-issue',
      issueNumber: 1,
      projectConfig: { github: { owner: 'acme', repo: 'shop', baseUrl: world.github.url } },
    });
  });

  it('has an empty checkout of an empty repository', async () => {
    await using world = await createWorld({ files: null });
    expect(world.github.remote.branches()).toEqual([]);
    expect(readdirSync(world.projectPath)).toEqual(['.git']);
  });

  it('signs in as a GitHub App where there is one', async () => {
    await using world = await createWorld({ hasApp: true });
    expect(world.projectConfig.githubToken).toBeUndefined();
    const { auth } = world.projectConfig.github ?? {};
    expect(auth?.appId).toBe(world.github.app?.appId);
    expect(statSync(auth?.privateKeyFile ?? '').mode & 0o777).toBe(0o600);
  });
});

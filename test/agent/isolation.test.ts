import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { runs, says, startModelApi } from '../support/model-api.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

const HOOK = {
  hooks: {
    SessionStart: [{ hooks: [{ type: 'command', command: 'echo ran > "$CLAUDE_PROJECT_DIR/hook-ran"' }] }],
  },
};
const FILES = {
  '.claude/settings.json': JSON.stringify(HOOK),
  'CLAUDE.md': 'Write in the style of a telegram.',
  '.claude/CLAUDE.md': 'Use tabs, never spaces.',
};

describe("a repository's own settings", () => {
  it('run no hook, but the agent gets CLAUDE.md', async () => {
    await using api = await startModelApi([says('Done.')]);
    await using project = new AgentProject({ apiUrl: api.url, files: FILES });
    await project.run({ prompt: 'Hello.', appendSystemPrompt: 'Answer in Welsh.' });
    expect(existsSync(join(project.path, 'hook-ran'))).toBe(false);
    const [request] = api.requests();
    expect(request).toContain('Write in the style of a telegram.');
    expect(request).toContain('Use tabs, never spaces.');
    expect(request).toContain('Answer in Welsh.');
  });

  it("run hooks if the operator's configuration allows it, and CLAUDE.md is sent once", async () => {
    await using api = await startModelApi([says('Done.')]);
    const agent = { repositoryHooks: true };
    await using project = new AgentProject({ apiUrl: api.url, files: FILES, agent });
    await project.run({ prompt: 'Hello.' });
    expect(existsSync(join(project.path, 'hook-ran'))).toBe(true);
    expect(api.requests()[0]?.split('Write in the style of a telegram.').length).toBe(2);
  });

  it('are overridden by the instructions of a request', async () => {
    await using api = await startModelApi([says('Done.')]);
    await using project = new AgentProject({ apiUrl: api.url, files: FILES });
    await project.run({ prompt: 'Hello.', projectInstructions: 'From the base branch.' });
    expect(api.requests()[0]).toContain('From the base branch.');
    expect(api.requests()[0]).not.toContain('telegram');
  });
});

describe('the environment of commands that an agent runs', () => {
  it("has no GitHub token, the project's configuration folder, and a temporary folder of the run", async () => {
    await using api = await startModelApi([runs('sh show.sh'), says('Done.')]);
    await using project = new AgentProject({
      apiUrl: api.url,
      files: { 'show.sh': 'env > environment\n' },
      environment: { GITHUB_TOKEN: 'ghp_0123456789abcdefghij', GH_TOKEN: 'ghp_0123456789abcdefghij' },
      agent: { environment: { EDITOR: 'true' } },
    });
    await project.run({ prompt: 'Show it.', allowedTools: ['Bash(sh:*)'] });
    const environment = readFileSync(join(project.path, 'environment'), 'utf8');
    expect(environment).not.toMatch(/ghp_|GITHUB_TOKEN|GH_TOKEN/);
    expect(environment).toMatch(/^EDITOR=true$/m);
    expect(environment).toMatch(/^POPPOBUILDER_TASK_ID=task-1$/m);
    const [, folder = ''] = /^CLAUDE_CONFIG_DIR=(.*)$/m.exec(environment) ?? [];
    expect(folder).toMatch(/\/home\/projects\/agent-test\/claude\/[\da-f]{16}$/);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const [, temporary = ''] = /^CLAUDE_CODE_TMPDIR=(.*)$/m.exec(environment) ?? [];
    expect(temporary).not.toBe('');
    expect(existsSync(temporary)).toBe(false);
  });
});

import { expect, it } from 'vitest';
import { claudeEnvironment } from './claude-environment.ts';

it('puts the sources together, the later winning, without any GitHub token and without endless retries', () => {
  const environment = claudeEnvironment({
    task: {
      PATH: '/bin',
      GITHUB_TOKEN: 'a',
      GH_TOKEN: 'b',
      GITHUB_TOKEN_MY_PROJECT: 'c',
      GITHUB_REPOSITORY: 'o/r',
    },
    provider: { CLAUDE_CODE_RETRY_WATCHDOG: '1', ANTHROPIC_API_KEY: 'key', GH_ENTERPRISE_TOKEN: 'd' },
    configDirectory: '/home/claude',
    temporaryFolder: '/tmp/run-1',
    configured: {
      CLAUDE_CODE_RETRY_WATCHDOG: '1',
      EDITOR: 'vi',
      DISABLE_AUTOUPDATER: '0',
      GITHUB_PAT: 'e',
      github_token: 'f',
    },
  });
  expect(environment).toEqual({
    PATH: '/bin',
    GITHUB_REPOSITORY: 'o/r',
    ANTHROPIC_API_KEY: 'key',
    CLAUDE_CONFIG_DIR: '/home/claude',
    CLAUDE_CODE_TMPDIR: '/tmp/run-1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '0',
    EDITOR: 'vi',
  });
});

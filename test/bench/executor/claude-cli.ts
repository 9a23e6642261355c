import { TaskExecutor } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import { execa } from 'execa';
import { claudeBinary } from '../../support/claude-binary.ts';
import { says, startModelApi } from '../../support/model-api.ts';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';

const PROMPT = 'Say that you are done.';

/** A `claude-cli` task, compared with the bare binary on the same prompt, against the same stand-in for the model. */
export async function benchClaudeCli(): Promise<Row[]> {
  await using api = await startModelApi([says('Done.')]);
  using folders = new ProjectFolders();
  const projectPath = folders.add('project');
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folders.add('user'),
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'sk-bench-0123456789',
  };
  await using executor = new TaskExecutor({
    plugins: [claudeCli],
    homeFolder: folders.add('home'),
    environment,
  });
  const projectConfig = { agent: { command: claudeBinary() } };
  const base = { id: 'task', type: 'claude-cli', projectId: 'project', projectPath, projectConfig };
  const env = {
    ...environment,
    CLAUDE_CONFIG_DIR: folders.add('claude'),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  const args = ['-p', '--output-format=stream-json', '--verbose', '--setting-sources=user'];
  const comparison = await compare(
    () => executor.execute({ ...base, instructions: PROMPT }),
    () =>
      execa(claudeBinary(), [...args, '--strict-mcp-config'], {
        cwd: projectPath,
        env,
        extendEnv: false,
        input: PROMPT,
      }),
    { rounds: 21, time: 1, unit: 'ms' },
  );
  return [ratioRow('claude-cli in process / bare claude', comparison, 1.05)];
}

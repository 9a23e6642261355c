import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TaskExecutor } from './task-executor.ts';

let projectPath = '';
let executor: TaskExecutor;
let warnings: string[] = [];
beforeEach(() => {
  projectPath = realpathSync(mkdtempSync(join(tmpdir(), 'start-warnings-')));
  executor = new TaskExecutor({ homeFolder: join(projectPath, 'home'), environment: {} });
  executor.registerTaskHandler('test', async (_task, { logger }) => {
    logger.info('image: postgres:16, hunter2');
    return { success: true };
  });
  warnings = [];
  executor.on('log', ({ level, message }) => warnings.push(`${level}: ${message}`));
});
afterEach(async () => {
  await executor.close();
  rmSync(projectPath, { recursive: true });
});

const run = async (fields: Record<string, unknown> = {}): Promise<unknown> =>
  executor.execute({ id: '1', type: 'test', projectId: 'project', projectPath, ...fields });

it('names in one warning a task what is not masked, and never its value', async () => {
  const projectConfig = {
    environment: { POSTGRES_PASSWORD: 'postgres', DATABASE_URL: 'redis://:hunter2@h' },
  };
  const task = { projectConfig, options: { env: { DB_PASSWORD: 'hunter2', API_TOKEN: 'long-enough' } } };
  await run(task);
  await run(task);
  expect(warnings).toEqual(
    Array.from({ length: 2 }, () => [
      expect.stringMatching(
        /^warn: .*: POSTGRES_PASSWORD, DATABASE_URL, .*options\.env\.DB_PASSWORD\. Use longer, random values\.$/,
      ),
      'info: image: postgres:16, hunter2',
    ]).flat(),
  );
  expect(warnings[0]).not.toMatch(/hunter2|API_TOKEN|postgres,/);
});

it('warns of nothing where names say nothing, or values are masked', async () => {
  await run({
    options: { env: { AUTH_METHOD: 'anonymous', PWD: '/srv/website', API_TOKEN: 'long-enough' } },
  });
  expect(warnings).toEqual(['info: image: postgres:16, hunter2']);
});

it('counts the names beyond ten', async () => {
  const env = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`TOKEN_${index}`, 'short']));
  await run({ options: { env } });
  expect(warnings[0]).toMatch(/TOKEN_9, 2 more\./);
});

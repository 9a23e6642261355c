import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskExecutor } from '../execution/task-executor.ts';

let projectPath = '';
let outside = '';
let executor: TaskExecutor;
beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-log-')));
  projectPath = join(folder, 'project');
  outside = join(folder, 'outside');
  mkdirSync(projectPath);
  mkdirSync(outside);
  executor = new TaskExecutor({ homeFolder: join(folder, 'home') });
  executor.registerTaskHandler('logs', (_task, { logger }) => {
    logger.info('a line');
    return Promise.resolve({ success: true });
  });
});
afterEach(async () => {
  await executor.close();
  rmSync(join(projectPath, '..'), { recursive: true });
});

const run = (): Promise<unknown> =>
  executor.execute({ id: '1', type: 'logs', projectId: 'project', projectPath });
const logs = (): string => join(projectPath, '.poppo', 'logs');
const today = (): string => `${new Date().toISOString().slice(0, 10)}.log`;

function writeOld(path: string): void {
  writeFileSync(path, '');
  utimesSync(path, 0, 0);
}

describe('the log of a project', () => {
  it('has a file a day, and none that was last written more than 30 days ago', async () => {
    mkdirSync(logs(), { recursive: true });
    for (const name of ['2020-01-01.log', 'other.log']) writeOld(join(logs(), name));
    await run();
    expect(readdirSync(logs()).toSorted()).toEqual([today(), 'other.log']);
    expect(readFileSync(join(logs(), today()), 'utf8')).toContain('"msg":"a line"');
  });

  it('is dropped where its folder is a link, and nothing outside is removed', async () => {
    writeOld(join(outside, '2020-01-01.log'));
    mkdirSync(join(projectPath, '.poppo'));
    symlinkSync(outside, logs());
    await run();
    expect(readdirSync(outside)).toEqual(['2020-01-01.log']);
  });

  it('is dropped where its file is a link', async () => {
    writeFileSync(join(outside, 'profile'), 'as it was');
    mkdirSync(logs(), { recursive: true });
    symlinkSync(join(outside, 'profile'), join(logs(), today()));
    await run();
    expect(readFileSync(join(outside, 'profile'), 'utf8')).toBe('as it was');
  });

  it('is not led out of the project by a link that takes the place of .poppo between two tasks', async () => {
    mkdirSync(join(projectPath, '.poppo'));
    executor.registerTaskHandler('silent', () => Promise.resolve({ success: true }));
    await executor.execute({ id: '1', type: 'silent', projectId: 'project', projectPath });
    rmSync(join(projectPath, '.poppo'), { recursive: true });
    symlinkSync(outside, join(projectPath, '.poppo'));
    await expect(run()).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    expect(existsSync(join(outside, 'logs'))).toBe(false);
  });
});

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holdings } from './thousand-tasks.ts';

const script = fileURLToPath(new URL('thousand-tasks.ts', import.meta.url));

interface Report {
  readonly tasksExecuted: number;
  readonly before: Holdings;
  readonly after: Holdings;
  readonly closed: Holdings;
}

describe('after 1,000 tasks', () => {
  let root: string;
  let report: Report;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-leaks-')));
    const temporary = join(root, 'temporary');
    const projects = join(root, 'projects');
    mkdirSync(temporary);
    mkdirSync(projects);
    const env = { ...process.env, TMPDIR: temporary };
    // Were anything left that keeps the process alive, this would end it and fail.
    const { stdout } = await promisify(execFile)(process.execPath, [script, projects], {
      env,
      timeout: 60_000,
    });
    report = JSON.parse(stdout) as Report;
  }, 90_000);

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('all of them have run', () => {
    expect(report.tasksExecuted).toBe(1_050);
  });

  test.each(['environment', 'listeners', 'resources', 'files', 'temporaryFiles', 'signalListeners'] as const)(
    '%s have not grown',
    (held) => {
      expect(report.after[held]).toEqual(report.before[held]);
    },
  );

  test('a closed executor holds no file and no handle', () => {
    expect(report.closed.files.filter((file) => file.startsWith(root))).toEqual([]);
    expect(report.closed.resources).not.toContain('Timeout');
    expect(report.closed.listeners).toEqual(report.before.listeners);
  });
});

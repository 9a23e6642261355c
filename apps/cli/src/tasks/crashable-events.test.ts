import { tmpdir } from 'node:os';
import { TaskExecutor } from '@poppobuilder/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CrashableEvents } from './crashable-events.ts';

const task = (id: string, type: string) => ({ id, type, projectId: 'demo', projectPath: tmpdir() });

let runner: TaskExecutor;
let events: CrashableEvents;
let told: string[];
let goOn: () => void;

beforeEach(() => {
  runner = new TaskExecutor();
  events = new CrashableEvents(runner);
  told = [];
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  runner.registerTaskHandler('quick', async () => ({ success: true }));
  runner.registerTaskHandler('slow', async () => {
    await gate;
    return { success: true };
  });
  events.on('task-completed', (event) => void told.push(`${event.task.id} completed`));
  events.on('task-failed', ({ task: { id }, error: { code, taskId, taskType } }) => {
    told.push(`${id} failed: ${code} of ${taskType} ${taskId}`);
  });
});

afterEach(() => runner.close());

it('a crash fails the running tasks once, and nothing is reported after it', async () => {
  await runner.execute(task('first', 'quick'));
  const started = new Promise((resolve) => runner.on('task-started', resolve));
  const running = runner.execute(task('second', 'slow'));
  await started;
  events.crash();
  events.crash();
  goOn();
  await running;
  expect(told).toEqual(['first completed', 'second failed: WORKER_CRASHED of slow second']);
});

it('events pass through as they are', async () => {
  await runner.execute(task('first', 'quick'));
  expect(told).toEqual(['first completed']);
});

import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Task, TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HumanReporter } from './human-reporter.ts';
import { Output } from './output.ts';

class FakeTerminal extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  text = '';

  constructor(columns = 40) {
    super({ decodeStrings: false });
    this.columns = columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }

  /** What a person sees at the end: every line as it was drawn last. */
  get screen(): string[] {
    const lines = this.text.split('\n').map((line) => line.split('\r\u001B[2K').at(-1) ?? '');
    return lines.map((line) => stripVTControlCharacters(line));
  }
}

const task: Task = { id: 'task-1', type: 'lint', projectId: 'demo', projectPath: '/project' };

function createScene(
  columns?: number,
  total?: number,
): {
  stdout: FakeTerminal;
  stderr: FakeTerminal;
  reporter: HumanReporter;
  emit: <Name extends keyof TaskEvents>(event: Name, payload: TaskEvents[Name]) => void;
} {
  const stdout = new FakeTerminal(columns);
  const stderr = new FakeTerminal(columns);
  const reporter = new HumanReporter(new Output(stdout), new Output(stderr), { live: true });
  const listeners = new Map<string, (payload: never) => void>();
  const on: TaskRunner['on'] = (event, listener) => void listeners.set(event, listener);
  reporter.follow({ on }, { total });
  return { stdout, stderr, reporter, emit: (event, payload) => listeners.get(event)?.(payload as never) };
}

describe('the reporter for people, on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps one live line below what has happened', () => {
    const { stdout, emit } = createScene();
    emit('task-started', { task });
    emit('progress', { task, stage: 'execute', message: 'looking\nat files' });
    emit('log', { task, level: 'info', message: 'half a ', stream: 'stdout' });
    emit('log', { task, level: 'info', message: 'line\n', stream: 'stdout' });
    expect(stdout.screen).toEqual([
      'task-1: started, lint in demo',
      'task-1: execute: looking at files',
      '  | half a line',
      expect.stringMatching(/^. task-1: execute: looking at files$/),
    ]);
  });

  it('turns a spinner and counts the seconds of the task', () => {
    const { stdout, emit } = createScene();
    emit('task-started', { task });
    const before = stdout.screen.at(-1);
    vi.advanceTimersByTime(80);
    expect(stdout.screen.at(-1)).not.toBe(before);
    vi.advanceTimersByTime(2_000);
    expect(stdout.screen.at(-1)).toMatch(/^. task-1: running 2 s$/);
  });

  it('never draws a live line wider than the terminal', () => {
    const { stdout, emit } = createScene(20);
    emit('task-started', { task });
    emit('progress', { task, stage: 'execute', message: '日本語の長い説明文です' });
    expect(stdout.screen.at(-1)).toMatch(/^. task-1: execute$|^. task-1: execute: ?$/);
  });

  it('takes the live line away when the task ends', () => {
    const { stdout, emit } = createScene();
    emit('task-started', { task });
    emit('log', { task, level: 'info', message: 'no newline', stream: 'stderr' });
    emit('task-completed', { task, result: { success: true, findings: 2 }, duration: 1_234 });
    vi.advanceTimersByTime(1_000);
    expect(stdout.screen).toEqual([
      'task-1: started, lint in demo',
      '  | no newline',
      'task-1: completed in 1.2 s',
      '  findings: 2',
      '',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes why a task failed to standard error, without its stack', () => {
    const { stdout, stderr, emit } = createScene();
    const error = new TaskError({ code: 'HANDLER_FAILED', message: 'It broke.\u001B[2J', hint: 'Fix it.' });
    emit('task-started', { task });
    emit('task-failed', { task, error, duration: 5 });
    expect(stdout.screen).toEqual(['task-1: started, lint in demo', 'task-1: failed after 5 ms', '']);
    expect(stderr.screen).toEqual(['error HANDLER_FAILED: It broke.', 'hint: Fix it.', '']);
  });

  it('reports why a task was cancelled', () => {
    const { stdout, emit } = createScene();
    emit('task-cancelled', { task, reason: 'stopped by SIGINT', duration: 0 });
    expect(stdout.screen[0]).toBe('task-1: cancelled after 0 ms: stopped by SIGINT');
  });

  it('shows what a handler logs from info upward', () => {
    const { stdout, emit } = createScene();
    emit('log', { task, level: 'debug', message: 'detail' });
    emit('log', { task, level: 'info', message: 'linted' });
    emit('log', { task, level: 'warn', message: 'slow' });
    expect(stdout.screen).toEqual(['linted', 'warn: slow', '']);
  });

  it('shows no control characters of ids, messages and results', () => {
    const { stdout, emit } = createScene();
    const hostile = { ...task, id: 'a\u001B]0;x\u0007b', type: 'l\u001B[2Jint', projectId: 'p\u0008' };
    emit('task-started', { task: hostile });
    emit('log', { task: hostile, level: 'info', message: '\u001B[5mblink' });
    emit('task-completed', { task: hostile, result: { success: true, 'k\u0007': '\u009B1mv' }, duration: 1 });
    for (const sequence of ['\u001B[5m', '\u001B[2J', '\u0007', '\u0008', '\u009B']) {
      expect(stdout.text).not.toContain(sequence);
    }
    expect(stdout.screen).toContain('  k: v');
  });

  it('says of several tasks which one failed, and counts them at the end', () => {
    const { stdout, stderr, reporter, emit } = createScene(80, 5);
    const error = new TaskError({ code: 'COMMAND_FAILED', message: 'It exited with code 1.' });
    emit('task-completed', { task, result: { success: true }, duration: 1 });
    emit('task-failed', { task: { ...task, id: 'second "task"' }, error, duration: 1 });
    emit('task-cancelled', { task, reason: 'stopped', duration: 1 });
    reporter.hit({ task, from: 'earlier', result: { success: true } });
    reporter.summarize();
    void reporter.close();
    const told = stripVTControlCharacters(stderr.text);
    expect(told).toBe('error COMMAND_FAILED in task "second \\"task\\"": It exited with code 1.\n');
    expect(stdout.screen.at(-2)).toBe('2 of 5 tasks completed, 1 failed, 1 cancelled, 1 not run');
  });

  it('neither names nor counts a task that is alone', () => {
    const { stdout, stderr, reporter, emit } = createScene();
    const error = new TaskError({ code: 'COMMAND_FAILED', message: 'It exited with code 1.' });
    emit('task-failed', { task, error, duration: 1 });
    reporter.summarize();
    expect(stripVTControlCharacters(stderr.text)).toBe('error COMMAND_FAILED: It exited with code 1.\n');
    expect(stdout.text).not.toContain('completed');
  });
});

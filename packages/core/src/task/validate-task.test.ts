import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkInput, checkTask } from './validate-task.ts';

const task = { id: '1', type: 'test', projectId: 'project', projectPath: '/project' };
const check = (fields: object) => (): unknown => checkTask({ ...task, ...fields });

describe('the base fields of a task', () => {
  it.each(['a', 'my.app_2-x', '...', '.hidden', 'x'.repeat(128)])('take %j for a project id', (projectId) => {
    expect(check({ projectId })).not.toThrow();
  });

  it.each(['', '.', '..', 'a/b', 'a b', 'ä', 'a\0', 'x'.repeat(129), 7])(
    'rejects %j as a project id',
    (projectId) => {
      expect(check({ projectId })).toThrow('projectId:');
    },
  );

  it.each([
    ['id', ''],
    ['id', 'line\nbreak'],
    ['timeout', 0],
    ['timeout', 2 ** 31],
    ['timeout', '5s'],
    ['metadata', []],
    ['projectConfig', { limits: { maxProcesses: 'many' } }],
  ])('rejects a %s of %j and names it', (field, value) => {
    expect(check({ [field]: value })).toThrow(new RegExp(`${field}[.:]`));
  });

  it.each([
    [null, 'it is null'],
    [[], 'it is an array'],
    ['text', 'it is a string'],
    [undefined, 'it is undefined'],
  ])('are missing from %j', (given, message) => {
    expect(() => checkTask(given)).toThrow(message);
  });

  it('are no business of an input schema that throws or is asynchronous', () => {
    const schema = z.looseObject({}).refine(async () => Promise.resolve(true));
    expect(() => checkInput(checkTask(task), 'test', schema)).toThrow('The input schema of "test" failed');
  });

  it('count what goes beyond ten mistakes', () => {
    const metadata = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`key ${index}`, 1]));
    expect(check({ projectConfig: { limits: metadata } })).toThrow('and 2 more');
  });
});

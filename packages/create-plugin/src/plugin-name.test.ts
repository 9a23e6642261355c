import { describe, expect, it } from 'vitest';
import { checkName } from './plugin-name.ts';

describe('the name of a package', () => {
  it.each([
    ['my-task', false, 'my-task', 'my-task'],
    ['@acme/my-task', true, 'my-task', 'my-task'],
    ['poppobuilder-plugin-lint', false, 'poppobuilder-plugin-lint', 'lint'],
    ['@acme/plugin-lint', true, 'plugin-lint', 'lint'],
    ['plugin-', false, 'plugin-', 'plugin-'],
  ])('%s names its folder and its task type', (name, isScoped, folder, taskType) => {
    expect(checkName(name)).toEqual({ isScoped, folder, taskType });
  });

  it.each([
    ['My Task', /^npm does not accept the name "My Task": .+ Use .+ such as "my-task"\.$/],
    ['http', /core module name.+ such as "my-task"\.$/],
    ['', /^npm does not accept the name "": .+ such as "my-task"\.$/],
    ['.', /^"\." is a path\. Change to the folder/],
    ['../x', /^"\.\.\/x" is a path\./],
    ['plugins/x', /^"plugins\/x" is a path\./],
    ['C:\\x', /is a path\./],
    ['@acme/', /^npm does not accept the name/],
    ['a'.repeat(150), /^The name is too long: .+ at most 128 characters\. Shorten it\.$/],
  ])('%j is rejected in one sentence, with what to do', (name, message) => {
    expect(() => checkName(name)).toThrow(message);
  });
});

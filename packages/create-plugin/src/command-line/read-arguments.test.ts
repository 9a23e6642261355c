import { describe, expect, it } from 'vitest';
import { CreateError } from '../create-error.ts';
import { readArguments } from './read-arguments.ts';

const read = (...args: readonly string[]): object => readArguments(args, {});

describe('the arguments', () => {
  it('leave language and options open when there is no flag', () => {
    expect(read('my-task')).toMatchObject({ name: 'my-task', language: undefined, options: undefined });
  });

  it('decide both as soon as there is one', () => {
    expect(read('--js', 'my-task')).toMatchObject({ name: 'my-task', language: 'javascript', options: [] });
    expect(read('my-task', '--service')).toMatchObject({ language: 'typescript', options: ['service'] });
  });

  it('are found where npm puts flags that come without --', () => {
    expect(readArguments(['my-task'], { npm_config_js: 'true', npm_config_service: 'true' })).toMatchObject({
      language: 'javascript',
      options: ['service'],
    });
  });

  it.each([
    [
      ['my-task', '--triggers'],
      'There is no flag --triggers. The flags are --js, --service, --trigger, --help and --version.',
    ],
    [['-x'], 'There is no flag -x. The flags are --js, --service, --trigger, --help and --version.'],
    [['--js=no', 'a'], '--js takes no value. Leave "=no" out.'],
    [['a', 'b', 'c'], 'a, b, c are 3 names. Give one.'],
  ])('%j are rejected', (args, message) => {
    expect(() => read(...args)).toThrow(new CreateError(message, { exitCode: 2 }));
  });
});

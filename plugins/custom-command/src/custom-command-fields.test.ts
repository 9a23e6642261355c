import { describe, expect, it } from 'vitest';
import { customCommandFields } from './custom-command-fields.ts';

describe('the fields of a custom-command', () => {
  it('need a command and default the rest', () => {
    expect(customCommandFields.parse({ command: 'ls' })).toEqual({ command: 'ls', args: [], options: {} });
  });

  it('take every option', () => {
    const options = {
      cwd: 'src/../test',
      env: { NAME: 'value', 'ProgramFiles(x86)': '' },
      shell: '/bin/bash',
      input: 'text',
      timeout: 1_000,
      maxOutputBytes: 256 * 1024 * 1024,
    };
    expect(customCommandFields.parse({ command: 'ls', args: ['-l'], options }).options).toEqual(options);
  });

  it.each([
    ['command', {}],
    ['command', { command: '' }],
    ['command', { command: 'a\0b' }],
    ['args.1', { command: 'ls', args: ['-l', 1] }],
    ['args.0', { command: 'ls', args: ['\0'] }],
    ['options', { command: 'ls', options: { detached: true } }],
    ['options.cwd', { command: 'ls', options: { cwd: '..' } }],
    ['options.cwd', { command: 'ls', options: { cwd: 'src/../../other' } }],
    ['options.cwd', { command: 'ls', options: { cwd: 'a\0b' } }],
    ['options.cwd', { command: 'ls', options: { cwd: '' } }],
    ['options.env.A=B', { command: 'ls', options: { env: { 'A=B': '' } } }],
    ['options.env.', { command: 'ls', options: { env: { '': 'value' } } }],
    ['options.env.NAME', { command: 'ls', options: { env: { NAME: 'a\0b' } } }],
    ['options.env.NAME', { command: 'ls', options: { env: { NAME: 1 } } }],
    ['options.shell', { command: 'ls', options: { shell: 1 } }],
    ['options.timeout', { command: 'ls', options: { timeout: 0 } }],
    ['options.timeout', { command: 'ls', options: { timeout: 2 ** 31 } }],
    ['options.maxOutputBytes', { command: 'ls', options: { maxOutputBytes: 256 * 1024 * 1024 + 1 } }],
    ['cache.files.0', { command: 'ls', cache: { files: ['../other'] } }],
    ['cache.files.1', { command: 'ls', cache: { files: ['src', '!/etc'] } }],
    ['cache.files.0', { command: 'ls', cache: { files: ['src/{a,../../b}'] } }],
    ['cache.environment.0', { command: 'ls', cache: { environment: ['A=B'] } }],
    ['cache', { command: 'ls', cache: { folders: [] } }],
  ])('are refused with a mistake in %s', (path, fields) => {
    const issues = customCommandFields.safeParse(fields).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('declare what the result depends on, when it may be cached', () => {
    expect(customCommandFields.parse({ command: 'ls', cache: {} }).cache).toEqual({
      files: [],
      environment: [],
    });
    const cache = { files: ['src/**', '!src/out', '..data', 'a..b'], environment: ['NODE_ENV'] };
    expect(customCommandFields.parse({ command: 'ls', cache }).cache).toEqual(cache);
  });

  it('may name a folder whose name begins with dots', () => {
    expect(customCommandFields.safeParse({ command: 'ls', options: { cwd: '..data' } }).success).toBe(true);
  });
});

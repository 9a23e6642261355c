import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addLimitOptions, limitsOf } from './limit-options.ts';
import { checkSizes } from './run-options.ts';

function parse(...args: string[]): ReturnType<typeof limitsOf> {
  const command = addLimitOptions(new Command().exitOverride().configureOutput({ writeErr() {} }));
  command.parse(args, { from: 'user' });
  checkSizes(command.opts());
  return limitsOf(command.opts());
}

describe('the flags for limits', () => {
  it('become configuration', () => {
    const flags = '--memory-limit 4GB --output-limit=1.5MB --max-processes 7 --cpu-time 500 --open-files 64';
    expect(parse(...flags.split(' '))).toEqual({
      limits: { memoryLimit: '4GB', outputLimit: '1.5MB', maxProcesses: 7, cpuTime: 500, openFiles: 64 },
    });
  });

  it('leave the configuration alone when none is given', () => {
    expect(parse()).toBeUndefined();
    expect(parse('--min-free-memory', '1GB')).toBeUndefined();
  });

  it.each([
    ['--memory-limit', '4'],
    ['--memory-limit', '63MB'],
    ['--memory-limit', '-1GB'],
    ['--output-limit', '0MB'],
    ['--min-free-memory', 'much'],
    ['--max-processes', '0'],
    ['--max-processes', '1.5'],
    ['--cpu-time', '10s'],
    ['--cpu-time', '2147483648'],
    ['--open-files', '63'],
  ])('refuse %s %s', (flag, value) => {
    expect(() => parse(`${flag}=${value}`)).toThrow(/It must be/);
  });
});

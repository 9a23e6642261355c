import { createMasker } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { PrintedText } from './printed-text.ts';

describe('PrintedText', () => {
  it('masks a secret that comes in pieces, and keeps streams apart', () => {
    const reported: string[] = [];
    const printed = new PrintedText(createMasker(['ghp_0123456789']), (level, text, stream) =>
      reported.push(`${level} ${stream} ${text}`),
    );
    printed.write('info', 'token ghp_01', 'stdout');
    printed.write('warn', 'beside', 'stderr');
    printed.write('info', '23456789 end\n', 'stdout');
    printed.write('info', 'ghp_', 'stdout');
    printed.end();
    expect(reported.map((text) => text.replace(/\[.*\]/, '***'))).toEqual([
      'info stdout token ',
      'warn stderr beside',
      'info stdout *** end\n',
      'info stdout ghp_',
    ]);
  });
});

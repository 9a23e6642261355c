import { readFileSync } from 'node:fs';
import { AGENT_ERROR_CODES } from '@poppobuilder/agent';
import { ERROR_CODES, exitCodeOf } from '@poppobuilder/core';
import { GITHUB_ERROR_CODES } from '@poppobuilder/github';
import { WORKSPACE_ERROR_CODES } from '@poppobuilder/workspace';
import { describe, expect, it } from 'vitest';

const CODES = { ...ERROR_CODES, ...AGENT_ERROR_CODES, ...GITHUB_ERROR_CODES, ...WORKSPACE_ERROR_CODES };

describe('the reference of errors', () => {
  it('lists every code of every package with its exit code and whether it may be retried', () => {
    const page = readFileSync(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \|/gm)].map(([, ...cells]) =>
      cells.join(' '),
    );
    const expected = Object.entries(CODES).map(
      ([code, { exitCode, retryable }]) => `${code} ${exitCode} ${retryable ? 'yes' : 'no'}`,
    );
    expect(rows.toSorted()).toEqual(expected.toSorted());
    expect(Object.keys(CODES).map(exitCodeOf)).toEqual(Object.values(CODES).map(({ exitCode }) => exitCode));
  });
});

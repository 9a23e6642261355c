import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_ERROR_CODES } from '@poppobuilder/agent';
import { ERROR_CODES, exitCodeOf } from '@poppobuilder/core';
import { GITHUB_ERROR_CODES } from '@poppobuilder/github';
import { WORK_ERROR_CODES } from '@poppobuilder/github-tasks';
import { WORKSPACE_ERROR_CODES } from '@poppobuilder/workspace';
import { expect, it } from 'vitest';
import { DAEMON_ERROR_CODES } from '../../apps/daemon/src/server/error-codes.ts';
import { root } from '../../scripts/workspace.ts';

const CODES = {
  ...ERROR_CODES,
  ...AGENT_ERROR_CODES,
  ...GITHUB_ERROR_CODES,
  ...WORKSPACE_ERROR_CODES,
  ...WORK_ERROR_CODES,
  ...DAEMON_ERROR_CODES,
};

/** The codes of our packages in their sources: `@poppobuilder/<package>/<CODE>`. */
function ownCodes(): string[] {
  const sources = ['packages/*/src/**/*.ts', 'plugins/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
  const files = execFileSync('git', ['ls-files', ...sources.map((glob) => `:(glob)${glob}`)], { cwd: root });
  const texts = String(files)
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  const codes = texts.flatMap((text) => text.match(/(?<=['"])@poppobuilder\/[\w-]+\/[A-Z_]+(?=['"])/g) ?? []);
  return [...new Set(codes)];
}

it('troubleshooting has one entry for each error code, and none for anything else', () => {
  const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  const entries = [...page.matchAll(/^### (.+)\n\n(?=[^#\s])/gm)].map(([, code = '']) => code);
  const own = ownCodes();
  expect(own).toContain('@poppobuilder/github/CLAIMED');
  expect(entries.toSorted()).toEqual([...Object.keys(CODES), ...own].toSorted());
});

it('the exit code of a code is the one that it was registered with', () => {
  expect(Object.keys(CODES).map(exitCodeOf)).toEqual(Object.values(CODES).map(({ exitCode }) => exitCode));
});

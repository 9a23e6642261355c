import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostVariables } from './host-variables.ts';

const VARIABLES = {
  PATH: '/evil',
  POPPOBUILDER_HOME: '/evil',
  database_url: 'x',
  GITHUB_TOKEN: 't',
  FOO: 'bar',
};

describe('the variables of a file', () => {
  it('do not steer the host when tasks can write the file', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-variables-')));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    addTaskFolder(join(folder, 'project'));
    expect(hostVariables(join(folder, 'project/.env'), VARIABLES)).toEqual({ GITHUB_TOKEN: 't', FOO: 'bar' });
    expect(hostVariables(join(folder, '.env'), VARIABLES)).toEqual(VARIABLES);
  });
});

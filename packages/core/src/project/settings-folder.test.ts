import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toolConfig } from '../configuration/fixtures/sections.ts';
import { declarationOf } from '../configuration/section-declaration.ts';
import { settingsFolderMistakes } from './settings-folder.ts';

let folder: string;
let projectPath: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'settings-')));
  projectPath = join(folder, 'project');
  mkdirSync(projectPath);
});

afterEach(() => rmSync(folder, { recursive: true }));

const mistakesOf = (named: string | undefined, homeFolder = join(folder, 'home')): readonly string[] =>
  settingsFolderMistakes(
    named === undefined ? {} : { tool: { operator: { folder: named } } },
    [declarationOf(toolConfig)],
    { projectPath, homeFolder },
  );

describe('a folder that a section names for its workers', () => {
  it.each([undefined, 'tool', '../tool', '/srv/tool'])('may be %s', (named) => {
    expect(mistakesOf(named)).toEqual([]);
  });

  it('may lie in data of PoppoBuilder that is in the project', () => {
    expect(mistakesOf('tool', join(projectPath, '.data'))).toEqual([]);
  });

  it('is refused in the project, also where it does not exist yet', () => {
    expect(mistakesOf(join(projectPath, 'tool'))).toEqual([
      expect.stringMatching(/^tool\.folder is .*project\/tool, which lies in the project/) as string,
    ]);
    expect(mistakesOf('../project/tool')).toHaveLength(1);
    expect(mistakesOf(projectPath)).toHaveLength(1);
  });

  it('is refused where a link leads into the project', () => {
    symlinkSync(projectPath, join(folder, 'link'));
    expect(mistakesOf(join(folder, 'link', 'tool'))).toHaveLength(1);
  });
});

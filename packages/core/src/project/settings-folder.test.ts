import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsFolderMistakes } from './settings-folder.ts';

let folder: string;
let projectPath: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'settings-')));
  projectPath = join(folder, 'project');
  mkdirSync(projectPath);
});

afterEach(() => rmSync(folder, { recursive: true }));

const mistakesOf = (
  configDirectory: string | undefined,
  homeFolder = join(folder, 'home'),
): readonly string[] =>
  settingsFolderMistakes(configDirectory === undefined ? {} : { agent: { configDirectory } }, {
    projectPath,
    homeFolder,
  });

describe("the folder of an agent's settings", () => {
  it.each([undefined, 'claude', '../claude', '/srv/claude'])('may be %s', (named) => {
    expect(mistakesOf(named)).toEqual([]);
  });

  it('may lie in data of PoppoBuilder that is in the project', () => {
    expect(mistakesOf('claude', join(projectPath, '.data'))).toEqual([]);
  });

  it('is refused in the project, also where it does not exist yet', () => {
    expect(mistakesOf(join(projectPath, 'agent'))).toEqual([
      expect.stringMatching(
        /^agent\.configDirectory is .*project\/agent, which lies in the project/,
      ) as string,
    ]);
    expect(mistakesOf('../project/agent')).toHaveLength(1);
    expect(mistakesOf(projectPath)).toHaveLength(1);
  });

  it('is refused where a link leads into the project', () => {
    symlinkSync(projectPath, join(folder, 'link'));
    expect(mistakesOf(join(folder, 'link', 'agent'))).toHaveLength(1);
  });
});

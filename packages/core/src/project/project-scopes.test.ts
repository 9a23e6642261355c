import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceRegistry } from '../services/service-registry.ts';
import { Scope } from '../services/service-scope.ts';
import { LoadedSections } from '../configuration/config-sections.ts';
import { registryConfig, toolConfig } from '../configuration/fixtures/sections.ts';
import { ProjectConfig } from './project-config.ts';
import { ProjectContext } from './project-context.ts';
import { type OpenProject, ProjectScopes } from './project-scopes.ts';

let folder = '';
let hostConfig = { environment: { A: '1' }, permissions: { commands: false } };
let projects: ProjectScopes;
beforeEach(() => {
  hostConfig = { environment: { A: '1' }, permissions: { commands: false } };
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-scopes-')));
  const registry = new ServiceRegistry({ provided: [ProjectContext, ProjectConfig], defaults: [] });
  const host = {
    environment: { TOOL_API_KEY: 'key' },
    homeFolder: join(folder, 'home'),
    workerId: 'worker',
    projectConfig: hostConfig,
    allowedRoots: [],
    sections: new LoadedSections([toolConfig, registryConfig]),
  };
  projects = new ProjectScopes(host, registry, new Scope({ kind: 'root', registry }));
});
afterEach(async () => {
  await projects.close();
  rmSync(folder, { recursive: true });
});

function acquire(projectId = 'one'): OpenProject {
  const projectPath = join(folder, projectId);
  mkdirSync(projectPath, { recursive: true });
  // Git is only asked where there is a checkout.
  return projects.acquire({ id: '1', type: 't', projectId, projectPath }, { projectPath }) as OpenProject;
}

describe('an open project', () => {
  it('has settings that no handler and no service can change', () => {
    const { settings, scope } = acquire();
    const context = scope.get(ProjectContext);
    const changes: readonly [target: object, key: string][] = [
      [settings.config, 'language'],
      [settings.config.environment ?? {}, 'LEAK'],
      [settings.config.permissions ?? {}, 'commands'],
      [settings.environment, 'LEAK'],
      [settings.secrets, 'registry'],
      [Object(settings.secrets['tool']), 'TOOL_API_KEY'],
      [context, 'projectPath'],
      [context.environment, 'LEAK'],
    ];
    expect(changes.filter(([target, key]) => Reflect.set(target, key, true))).toEqual([]);
  });

  it("has none of the host's own objects, so that no change of these reaches it", () => {
    const { settings } = acquire();
    expect(Object.isFrozen(hostConfig.permissions)).toBe(false);
    hostConfig.permissions.commands = true;
    expect(settings.config.permissions).toEqual({ commands: false });
    expect(acquire('two').settings.config.permissions).toEqual({ commands: false });
  });

  it('warns again when other keys are ignored, though nothing else changed', () => {
    const project = acquire();
    const pendingWarningsWith = (config: object): readonly string[] => {
      mkdirSync(join(folder, 'one', '.poppo'), { recursive: true });
      writeFileSync(join(folder, 'one', '.poppo', 'config.json'), JSON.stringify(config));
      expect(acquire()).toBe(project);
      const { pendingWarnings } = project;
      project.pendingWarnings = [];
      return pendingWarnings;
    };
    expect(project.pendingWarnings).toEqual([]);
    expect(pendingWarningsWith({ registry: { owner: 'me' } })).toEqual([
      expect.stringContaining('"registry.owner" is ignored'),
    ]);
    expect(pendingWarningsWith({ registry: { owner: 'another' } })).toEqual([]);
    expect(pendingWarningsWith({ registry: { owner: 'me', name: 'it' } })).toHaveLength(2);
  });
});

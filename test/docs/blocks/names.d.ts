// What the blocks of code in the documents use without declaring it. A block is a module: what it declares or imports wins.
import type * as agent from '@poppobuilder/agent';
import type * as core from '@poppobuilder/core';
import type * as engines from '@poppobuilder/engine';
import type * as githubs from '@poppobuilder/github';
import type * as workspaceTypes from '@poppobuilder/workspace';
import type * as paths from 'node:path';
import type * as files from 'node:fs/promises';
import type * as zod from 'zod';

declare global {
  const defineConfigSection: typeof core.defineConfigSection;
  const definePlugin: typeof core.definePlugin;
  const defineTaskHandler: typeof core.defineTaskHandler;
  const TaskError: typeof core.TaskError;
  const createEngine: typeof engines.createEngine;
  const join: typeof paths.join;
  const writeFile: typeof files.writeFile;
  const z: typeof zod.z;

  const engine: engines.Engine;
  const runner: core.TaskRunner;
  const plugins: readonly core.Plugin[];
  const context: core.TaskContext;
  const task: core.Task;
  const project: { readonly projectId: string; readonly projectPath: string };
  const projectPath: string;
  const folder: string;
  const id: string;
  const text: string;
  const issueNumber: number;
  const github: githubs.GitHub;
  const workspaces: workspaceTypes.Workspaces;
  const lint: core.TaskHandler;
  let lastCursor: string | undefined;
}

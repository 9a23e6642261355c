import { TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import type { OpenProject, Projects } from '../project/project-scopes.ts';
import type { TaskRun } from './task-run.ts';

// Steps on a task's way that are the same in every runner.

interface WithRuns {
  /** Tasks in flight by id. */
  readonly runs: Map<string, TaskRun>;
}

interface WithProjects {
  readonly projects: Projects;
}

export function validateProjectPath({ projects }: WithProjects, run: TaskRun): void {
  run.projectPath = projects.resolvePath(run.checked.base);
}

export function reserveId({ runs }: WithRuns, run: TaskRun): void {
  const { id } = run.checked.base;
  if (runs.has(id)) {
    const message = `A task with the id ${JSON.stringify(id)} is in flight already. Wait for it, or use another id.`;
    throw new TaskError({ code: 'INVALID_TASK', message });
  }
  runs.set(id, run);
}

export function releaseId({ runs }: WithRuns, run: TaskRun): void {
  runs.delete(run.checked.base.id);
}

/** While a task waits, somebody may put a link in place of a folder. */
export function validateProjectPathAgain({ projects }: WithProjects, run: TaskRun): void {
  if (!run.waited || projects.resolvePath(run.checked.base) === run.projectPath) return;
  const shown = JSON.stringify(run.checked.base.projectPath);
  const message = `projectPath ${shown} led to another folder after the task had waited for its turn. Submit it again.`;
  throw new TaskError({ code: 'INVALID_PROJECT_PATH', message });
}

export function openProject({ projects }: WithProjects, run: TaskRun): void | Promise<void> {
  const project = projects.acquire(run.checked.base, run.projectPath);
  return project instanceof Promise
    ? project.then((opened) => enterProject(run, opened))
    : enterProject(run, project);
}

function enterProject(run: TaskRun, project: OpenProject): void {
  const { secrets, task } = run.checked;
  run.project = project;
  const { masker, secretTexts } = run.project.settings;
  run.masker = secrets.texts.length === 0 ? masker : createMasker([...secretTexts, ...secrets.texts]);
  run.shown = run.masker.value(task);
}

export function releaseProject({ projects }: WithProjects, run: TaskRun): void {
  projects.release(run.project);
}

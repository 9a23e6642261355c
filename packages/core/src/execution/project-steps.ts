import { TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import type { ProjectFolder } from '../project/project-path.ts';
import type { OpenProject } from '../project/project-scopes.ts';
import { type CheckedTask, checkTask } from '../task/validate-task.ts';
import type { Admitted, Checked, Located, Opened, Submitted } from './pipeline-states.ts';
import type { RunnerContext } from './runner-context.ts';

// Steps that are the same in every runner.

/** Checks the base fields, the only time that a task is checked: a worker gets it from its host with what that found. */
export function validateTask(_context: unknown, { run, checked }: Submitted): { checked: CheckedTask } {
  return { checked: checked ?? checkTask(run.given) };
}

/** Resolves the project path. Throws `INVALID_PROJECT_PATH`. */
export function validateProjectPath(
  { projects }: Pick<RunnerContext, 'projects'>,
  { checked }: Checked,
): ProjectFolder {
  return projects.locate(checked.base);
}

/** Reserves the task's id. Throws `INVALID_TASK` while another task in flight has it. */
export function reserveId({ ids }: Pick<RunnerContext, 'ids'>, { checked }: Checked): void {
  const { id } = checked.base;
  if (ids.has(id)) {
    const message = `A task with the id ${JSON.stringify(id)} is already in flight. Wait until it has ended, or use another id.`;
    throw new TaskError({ code: 'INVALID_TASK', message });
  }
  ids.add(id);
}

/** Releases the task's id for the next task. */
export function releaseId({ ids }: Pick<RunnerContext, 'ids'>, { checked }: Checked): void {
  ids.delete(checked.base.id);
}

/** Resolves the project path of a task that waited once more: meanwhile a link may have taken the place of a folder. */
export function revalidateProjectPath(
  { projects }: Pick<RunnerContext, 'projects'>,
  { waited, checked, projectPath }: Admitted,
): ProjectFolder | undefined {
  if (!waited) return undefined;
  const folder = projects.locate(checked.base);
  if (folder.projectPath === projectPath) return folder;
  const shown = JSON.stringify(checked.base.projectPath);
  const message = `projectPath ${shown} changed while the task waited for a slot: it now leads to another folder. Submit the task again.`;
  throw new TaskError({ code: 'INVALID_PROJECT_PATH', message });
}

/** What an open project adds to a task. */
type OpenedParts = Pick<Opened, 'project' | 'masker' | 'shown'>;

/** Opens the task's project. Rejects with `INVALID_CONFIG`. */
export function openProject(
  { projects }: Pick<RunnerContext, 'projects'>,
  state: Located,
): OpenedParts | Promise<OpenedParts> {
  const { checked } = state;
  const project = projects.acquire(checked.base, state);
  return project instanceof Promise
    ? project.then((opened) => showIn(opened, checked))
    : showIn(project, checked);
}

function showIn(project: OpenProject, { secrets, task }: CheckedTask): OpenedParts {
  const { masker: shared, secretTexts } = project.settings;
  const masker = secrets.texts.length === 0 ? shared : createMasker([...secretTexts, ...secrets.texts]);
  return { project, masker, shown: masker.value(task) };
}

/** Releases the task's project. */
export function releaseProject({ projects }: Pick<RunnerContext, 'projects'>, { project }: Opened): void {
  projects.release(project);
}

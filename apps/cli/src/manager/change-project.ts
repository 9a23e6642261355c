import { reasonOf } from '@poppobuilder/core/runner-kit';
import { TaskError } from '@poppobuilder/core';
import { commandLine, type ManagerTask, type PackageManager } from './package-manager.ts';
import { runManager } from './run-manager.ts';
import { saveProject } from './save-project.ts';

/** A change of a project's dependencies. */
export interface ProjectChange {
  readonly manager: PackageManager;
  readonly task: ManagerTask;
  readonly signal: AbortSignal;
  /** Looks at the result. What it rejects with undoes the change. */
  readonly verify: () => Promise<void>;
}

/** Changes a project with its package manager. If that fails, all is as before, and it rejects with the reason. */
export async function changeProject({ manager, task, signal, verify }: ProjectChange): Promise<void> {
  const saved = saveProject(manager);
  process.once('exit', saved.restoreFiles);
  try {
    await runManager(commandLine(manager, task), { folder: manager.folder, signal });
    await verify();
    signal.throwIfAborted();
  } catch (error) {
    await undo(saved.restore, manager, error);
    throw error;
  } finally {
    process.off('exit', saved.restoreFiles);
  }
}

async function undo(
  restore: () => Promise<void>,
  { command }: PackageManager,
  cause: unknown,
): Promise<void> {
  try {
    await restore();
  } catch (error) {
    const reason = `${reasonOf(cause).replace(/\.$/, '')}. Restoring what was installed failed, too: ${reasonOf(error)}`;
    const hint = `package.json and the lock file are as before. Run \`${command} install\`.`;
    throw new TaskError({ code: 'PLUGIN_INVALID', message: reason, hint, cause });
  }
}

import { createHash, randomUUID } from 'node:crypto';
import type { ProgressingWork, StuckStep } from '@poppobuilder/agent';
import type { StateStore, Task, TaskContext } from '@poppobuilder/core';
import { leftFiles } from './left-files.ts';

/** Returns what earlier attempts of a task left, by what {@link whileProgressing} of the agent's package counts. */
export async function attemptsOf(
  task: Pick<Task, 'id'>,
  context: TaskContext,
  state: StateStore,
): Promise<ProgressingWork & { forget(): Promise<void> }> {
  const namespace = state.namespace('@poppobuilder/plugin-claude-cli/attempts');
  const work = createHash('sha256').update(JSON.stringify(task)).digest('base64url');
  const stored = (await namespace.get(task.id)) as { work: string; steps: Partial<StuckStep> } | undefined;
  let isStored = stored !== undefined;
  return {
    context,
    journal: {
      steps: stored?.work === work ? stored.steps : {},
      record: async (steps) => {
        isStored = true;
        await namespace.set(task.id, { work, steps });
      },
    },
    left: async () => (await leftFiles(context.projectPath, context.signal)) ?? randomUUID(),
    forget: async () => (isStored ? namespace.set(task.id, undefined) : undefined),
  };
}

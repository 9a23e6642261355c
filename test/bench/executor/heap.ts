import { setImmediate as nextTurn } from 'node:timers/promises';
import { TaskExecutor } from '@poppobuilder/core';
import { ProjectFolders } from '../harness/project-folders.ts';
import { limitRow, type Row } from '../harness/row.ts';
import { noOpPlugin } from './no-op.ts';

const PROJECTS = 10_000;
const TASKS = 100_000;

/** How far the heap has grown when very many tasks of very many projects are done. */
export async function benchHeap(): Promise<Row[]> {
  using folders = new ProjectFolders();
  await using executor = new TaskExecutor({ plugins: [noOpPlugin], homeFolder: folders.add('home') });
  const run = async (tasks: number, projectIds: readonly string[]): Promise<void> => {
    for (let index = 0; index < tasks; index += 1) {
      const projectId = projectIds[index % projectIds.length] ?? '';
      const projectPath = `${folders.root}/${projectId}`;
      await executor.execute({ id: `task-${index}`, type: 'no-op', projectId, projectPath });
    }
  };
  const warmUpIds = addProjects(folders, 'warm', 200);
  const projectIds = addProjects(folders, 'project', PROJECTS);
  await run(5_000, warmUpIds);
  const before = await heapAfterCollection();
  await run(TASKS, projectIds);
  const growth = (await heapAfterCollection()) - before;
  return [limitRow('heap growth, 100,000 tasks over 10,000 projects', growth / 1e6, 'MB', 5)];
}

function addProjects(folders: ProjectFolders, prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const projectId = `${prefix}-${index}`;
    folders.add(projectId);
    return projectId;
  });
}

/** Bytes in use once several collections have freed what finalizers and weak references held. */
async function heapAfterCollection(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc, as `pnpm bench` does.');
  for (let collection = 0; collection < 4; collection += 1) {
    globalThis.gc();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}

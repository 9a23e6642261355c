import { TaskExecutor } from '@poppobuilder/core';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { noOpPlugin } from './no-op.ts';

const OTHERS = 10_000;

/** One project's tasks while the executor knows many others, compared with an executor that knows no other. */
export async function benchHotProject(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const homeFolder = folders.add('home');
  const task = { id: 'task', type: 'no-op', projectId: 'hot', projectPath: folders.add('hot') };
  await using alone = new TaskExecutor({ plugins: [noOpPlugin], homeFolder });
  await using among = new TaskExecutor({ plugins: [noOpPlugin], homeFolder });
  for (let index = 0; index < OTHERS; index += 1) {
    const projectId = `other-${index}`;
    await among.execute({ ...task, projectId, projectPath: folders.add(projectId) });
  }
  const options = { rounds: 15, time: 250, unit: 'us' } as const;
  const comparison = await compare(
    () => among.execute(task),
    () => alone.execute(task),
    options,
  );
  return [ratioRow('one hot project, 10,000 others known / no other known', comparison, 1.1)];
}

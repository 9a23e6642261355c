import type { TaskDetails } from '../../../api/types.ts';
import { AheadOf } from './ahead.tsx';
import { Explanation } from './explanation.tsx';
import { HoldsOf } from './holds-of.tsx';
import { Relatives } from './relatives.tsx';

/** Everything that keeps a task from running, and what is around it. */
export function Why({ task }: { readonly task: TaskDetails }) {
  const isOver = task.finishedAt !== undefined;
  return (
    <>
      {!isOver && <Explanation task={task} />}
      {task.flow !== undefined && <Relatives id={task.id} flow={task.flow} />}
      {!isOver && task.key !== undefined && <AheadOf task={task} name={task.key} />}
      {!isOver && <HoldsOf task={task} />}
    </>
  );
}

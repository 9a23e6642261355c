import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { TaskState } from '../../../api/types.ts';
import { StateLabel } from '../../../components/state-label.tsx';
import { TaskLink } from '../../../components/task-link.tsx';

/** How many tasks are named. */
const MAX_NAMED = 50;

interface LinkedTasksProps {
  readonly title: string;
  /** A state is absent where it is not known. */
  readonly tasks: readonly { readonly id: string; readonly state?: TaskState | undefined }[];
}

/** Tasks under a heading, each with its state. Nothing when there are none. */
export function LinkedTasks({ title, tasks }: LinkedTasksProps) {
  const t = useTranslations('why');
  const heading = useId();
  if (tasks.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul className="rows">
        {tasks.slice(0, MAX_NAMED).map(({ id, state }) => (
          <li key={id}>
            <TaskLink id={id} />
            {state !== undefined && <StateLabel state={state} />}
          </li>
        ))}
      </ul>
      {tasks.length > MAX_NAMED && <p className="quiet">{t('more', { count: tasks.length - MAX_NAMED })}</p>}
    </section>
  );
}

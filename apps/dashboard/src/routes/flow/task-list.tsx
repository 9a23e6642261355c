import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { StateLabel } from '../../components/state-label.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import type { FlowTasks } from './near.ts';

/** How many tasks are listed at once. */
const PAGE = 200;

/** The same tasks as a list, in the order in which they were added. */
export function TaskList({ tasks }: { readonly tasks: FlowTasks }) {
  const t = useTranslations('flow');
  const [shown, setShown] = useState(PAGE);
  const all = Object.entries(tasks);
  return (
    <>
      <ol className="rows">
        {all.slice(0, shown).map(([name, task]) => (
          <li key={name}>
            <strong>{name}</strong>
            <TaskLink id={task.id} />
            <StateLabel state={task.state} />
            <span className="quiet">{task.errorCode}</span>
            {task.dependsOn.length > 0 && (
              <span className="end quiet">
                {t('dependsOn')} {task.dependsOn.slice(0, PAGE).join(', ')}
              </span>
            )}
          </li>
        ))}
      </ol>
      {all.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {t('more', { count: all.length - shown })}
        </button>
      )}
    </>
  );
}

import { useTranslations } from 'use-intl';
import { StateLabel } from '../../components/state-label.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { dependentsOf, type FlowTasks } from './near.ts';

/** What a {@link TaskOfFlow} shows. */
export interface TaskOfFlowProps {
  readonly name: string;
  readonly tasks: FlowTasks;
  readonly onChoose: (name: string) => void;
}

/** How many neighbours are named. */
const MAX_NAMED = 50;

/** The details of a task in a flow, beside its graph. */
export function TaskOfFlow({ name, tasks, onChoose }: TaskOfFlowProps) {
  const t = useTranslations('flow');
  const task = tasks[name];
  if (task === undefined) return null;
  const around = [
    ['after', task.dependsOn],
    ['before', dependentsOf(tasks).get(name) ?? []],
  ] as const;
  return (
    <section className="details" aria-labelledby="chosen" aria-live="polite">
      <h2 id="chosen">{name}</h2>
      <p>
        <TaskLink id={task.id} />
      </p>
      <p>
        <StateLabel state={task.state} /> <span className="quiet">{task.type}</span>{' '}
        {task.errorCode !== undefined && <code>{task.errorCode}</code>}
      </p>
      {around.map(
        ([side, names]) =>
          names.length > 0 && (
            <div key={side}>
              <h3>{t(side)}</h3>
              <ul>
                {names.slice(0, MAX_NAMED).map((one) => (
                  <li key={one}>
                    {Object.hasOwn(tasks, one) ? (
                      <button type="button" onClick={() => onChoose(one)}>
                        {one}
                      </button>
                    ) : (
                      <TaskLink id={one} />
                    )}
                  </li>
                ))}
              </ul>
              {names.length > MAX_NAMED && (
                <p className="quiet">{t('more', { count: names.length - MAX_NAMED })}</p>
              )}
            </div>
          ),
      )}
    </section>
  );
}

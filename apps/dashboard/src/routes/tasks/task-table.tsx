import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { TaskRow } from '../../api/types.ts';
import { Cost } from '../../components/cost.tsx';
import { Duration } from '../../components/duration.tsx';
import { Moment } from '../../components/moment.tsx';
import { Reason } from '../../components/reason.tsx';
import { StateLabel } from '../../components/state-label.tsx';
import { Tags } from '../../components/tags.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { useIsOperator } from '../../session/session-context.ts';

/** Height of a row before it is measured. In pixels. */
const ROW_HEIGHT = 37;

/** What a {@link TaskTable} shows. */
export interface TaskTableProps {
  readonly tasks: readonly TaskRow[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string, isSelected: boolean) => void;
  /** Called when the last row comes near. */
  readonly onEnd: () => void;
}

/** A table of any length; only the rows that are seen are in the document. */
export function TaskTable({ tasks, selected, onSelect, onEnd }: TaskTableProps) {
  const t = useTranslations('tasks');
  const isOperator = useIsOperator();
  const table = useRef<HTMLTableElement>(null);
  const virtual = useWindowVirtualizer({
    count: tasks.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
    scrollMargin: table.current?.offsetTop ?? 0,
    getItemKey: (index) => tasks[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= tasks.length - 20) onEnd();
  });
  const before = (items[0]?.start ?? 0) - virtual.options.scrollMargin;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? 0) - virtual.options.scrollMargin);
  return (
    <table className="tasks-table" ref={table}>
      <thead>
        <tr>
          {isOperator && (
            <th>
              <span className="hidden-visually">{t('select', { id: '' })}</span>
            </th>
          )}
          <th scope="col">{t('task')}</th>
          <th scope="col">{t('title')}</th>
          <th scope="col">{t('project')}</th>
          <th scope="col">{t('stateAndReason')}</th>
          <th scope="col">{t('attempt')}</th>
          <th scope="col">{t('started')}</th>
          <th scope="col">{t('duration')}</th>
          <th scope="col">{t('cost')}</th>
        </tr>
      </thead>
      <tbody>
        {before > 0 && <tr aria-hidden style={{ height: before }} />}
        {items.map(({ index, key }) => {
          const task = tasks[index];
          return task === undefined ? null : (
            <tr key={key} data-index={index} ref={virtual.measureElement}>
              {isOperator && (
                <td className="select">
                  <input
                    type="checkbox"
                    aria-label={t('select', { id: task.id })}
                    checked={selected.has(task.id)}
                    onChange={({ target }) => onSelect(task.id, target.checked)}
                  />
                </td>
              )}
              <td>
                <TaskLink id={task.id} />
                <div className="quiet">{task.type}</div>
                <Tags tags={task.tags} />
              </td>
              <td className="title">
                <bdi>{task.title}</bdi>
              </td>
              <td>{task.projectId}</td>
              <td>
                <StateLabel state={task.state} />{' '}
                {task.waitingFor !== undefined && <Reason reason={task.waitingFor} />}
                <span className="quiet">{task.errorCode ?? task.cancelReason}</span>
              </td>
              <td>{task.attempt}</td>
              <td>
                <Moment at={task.startedAt} isInRow />
              </td>
              <td>
                <Duration from={task.startedAt} to={task.finishedAt} />
              </td>
              <td>
                <Cost task={task} />
              </td>
            </tr>
          );
        })}
        {after > 0 && <tr aria-hidden style={{ height: after }} />}
      </tbody>
    </table>
  );
}

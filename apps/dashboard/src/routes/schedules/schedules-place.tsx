import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { schedulesQuery, taskQuery } from '../../api/queries.ts';
import type { Schedule } from '../../api/types.ts';
import { Moment } from '../../components/moment.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StateLabel } from '../../components/state-label.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { useIsOperator } from '../../session/session-context.ts';

/** The schedules: what comes next, how the last one went. */
export function SchedulesPlace() {
  const t = useTranslations('schedules');
  const places = useTranslations('places');
  const query = useQuery(schedulesQuery);
  return (
    <>
      <PlaceHead name={places('schedules')} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('none')}</p>
          ) : (
            <ul className="rows">
              {items.map((schedule) => (
                <ScheduleRow key={schedule.id} schedule={schedule} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function ScheduleRow({ schedule }: { readonly schedule: Schedule }) {
  const t = useTranslations('schedules');
  const actions = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const { id, cron, every, at, timeZone, paused, next, last, lastError } = schedule;
  const run = useMutation({
    mutationFn: async (action: 'run' | 'pause' | 'resume'): Promise<unknown> =>
      client.schedules[action]({ id }),
    onSettled: async () => queries.invalidateQueries(),
  });
  return (
    <li>
      <strong>{id}</strong>
      <span className="quiet">
        {cron ?? (every === undefined ? at : `${every} ms`)} {timeZone}
      </span>
      {paused ? (
        <span className="state" data-tone="waiting" data-icon="‖">
          {t('paused')}
        </span>
      ) : (
        <span>
          {t('next')} <Moment at={next[0]} />
        </span>
      )}
      <span>
        {t('last')} {last === undefined ? t('never') : <LastRun last={last} />}
      </span>
      {lastError !== undefined && <span className="problem">{lastError.message}</span>}
      {run.error !== null && (
        <span className="problem" role="alert">
          {run.error.message}
        </span>
      )}
      {isOperator && (
        <span className="actions end">
          <button type="button" disabled={run.isPending} onClick={() => run.mutate('run')}>
            {actions('runNow')}
          </button>
          <button
            type="button"
            disabled={run.isPending}
            onClick={() => run.mutate(paused ? 'resume' : 'pause')}
          >
            {actions(paused ? 'resume' : 'pause')}
          </button>
        </span>
      )}
    </li>
  );
}

/** When a schedule last submitted a task, and how that went, unless the task was removed since. */
function LastRun({ last: { at, taskId } }: { readonly last: NonNullable<Schedule['last']> }) {
  const { data: task } = useQuery(taskQuery(taskId));
  return (
    <>
      <Moment at={at} /> <TaskLink id={taskId} /> {task !== undefined && <StateLabel state={task.state} />}{' '}
      <span className="quiet">{task?.errorCode ?? task?.cancelReason}</span>
    </>
  );
}

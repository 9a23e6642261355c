import { Link } from '@tanstack/react-router';
import { useFormatter, useTranslations } from 'use-intl';
import type { TaskAttempt, TaskDetails } from '../../api/types.ts';
import { Duration } from '../../components/duration.tsx';
import { Moment } from '../../components/moment.tsx';
import { TimelineBars } from './timeline-bars.tsx';

/** When a task was made, when it began, each attempt, and what it cost. */
export function Timeline({ task }: { readonly task: TaskDetails }) {
  const t = useTranslations('task');
  const format = useFormatter();
  const cost = task.costUsd;
  const facts = [
    [
      t('project'),
      <Link to="/projects/$id" params={{ id: task.projectId }}>
        {task.projectId}
      </Link>,
    ],
    [t('type'), task.type],
    ...(task.key === undefined ? [] : [[t('key'), task.key] as const]),
    ...(task.flow === undefined
      ? []
      : [
          [
            t('flow'),
            <Link to="/flows/$id" params={{ id: task.flow }}>
              {task.flow}
            </Link>,
          ] as const,
        ]),
    [t('created'), <Moment at={task.createdAt} />],
    [t('started'), <Moment at={task.startedAt} />],
    [t('finished'), <Moment at={task.finishedAt} />],
    [
      t('cost'),
      cost === undefined ? t('unknownCost') : format.number(cost, { style: 'currency', currency: 'USD' }),
    ],
  ] as const;
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
      </dl>
      <TimelineBars id={task.id} />
      {task.attempts.length === 0 ? (
        <p className="empty">{t('noAttempts')}</p>
      ) : (
        <ol className="rows">
          {task.attempts.map((attempt) => (
            <AttemptRow key={`${attempt.attempt} ${attempt.startedAt}`} attempt={attempt} />
          ))}
        </ol>
      )}
    </>
  );
}

function FactRow({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function AttemptRow({
  attempt: { attempt, outcome, startedAt, endedAt, error, engine },
}: {
  readonly attempt: TaskAttempt;
}) {
  const t = useTranslations('task');
  return (
    <li>
      <span>{t('attemptNumber', { attempt })}</span>
      <span>{outcome ?? t('stillRuns')}</span>
      <Moment at={startedAt} />
      <Duration from={startedAt} to={endedAt} />
      {error !== undefined && (
        <span className="problem">
          <code>{error.code}</code> {error.message}
        </span>
      )}
      <span className="end quiet">{engine}</span>
    </li>
  );
}

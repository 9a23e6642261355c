import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { projectDetailsQuery } from '../../api/queries.ts';
import { Moment } from '../../components/moment.tsx';
import { TaskLink } from '../../components/task-link.tsx';

/** The settings of a project with where each comes from, what its triggers received last, and the workers. */
export function ProjectDetails({ id }: { readonly id: string }) {
  const t = useTranslations('projectDetails');
  const { data } = useQuery(projectDetailsQuery(id));
  if (data === undefined) return null;
  const { settings, warnings, triggers, workers } = data;
  return (
    <>
      <section aria-labelledby="triggers">
        <h2 id="triggers">{t('triggers')}</h2>
        {triggers.length === 0 && <p className="empty">{t('noTriggers')}</p>}
        <ul className="rows">
          {triggers.map(({ name, lastDelivery, lastPoll, nextPoll }) => (
            <li key={name}>
              <strong>{name}</strong>
              <span>
                {t('lastDelivery')} <Moment at={lastDelivery?.at} />{' '}
                {lastDelivery !== undefined && <TaskLink id={lastDelivery.taskId} />}
              </span>
              <span>
                {t('lastPoll')} <Moment at={lastPoll?.at} />{' '}
                {lastPoll !== undefined && <TaskLink id={lastPoll.taskId} />}
              </span>
              <span>
                {t('nextPoll')} <Moment at={nextPoll} />
              </span>
            </li>
          ))}
        </ul>
        <p className="quiet">{t('workers', { busy: workers.busy, idle: workers.idle })}</p>
      </section>
      <section aria-labelledby="settings">
        <h2 id="settings">{t('settings')}</h2>
        {warnings.map((warning) => (
          <p key={warning} className="problem">
            {warning}
          </p>
        ))}
        <dl className="facts">
          {settings.map(({ path, value, source }) => (
            <div key={`${path} ${source}`} className="contents">
              <dt>{path}</dt>
              <dd>
                <code>{JSON.stringify(value)}</code> <span className="quiet">{t(source)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

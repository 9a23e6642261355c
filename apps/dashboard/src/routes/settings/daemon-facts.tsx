import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { overviewQuery } from '../../api/queries.ts';
import { Moment } from '../../components/moment.tsx';

/** What the daemon is, and how it is. */
export function DaemonFacts() {
  const t = useTranslations('settings');
  const { data } = useQuery(overviewQuery);
  if (data === undefined) return null;
  const { version, pid, startedAt, configuration, warnings } = data;
  return (
    <section aria-labelledby="daemon">
      <h2 id="daemon">{t('daemon')}</h2>
      <dl className="facts">
        <dt>{t('version')}</dt>
        <dd>{version}</dd>
        <dt>{t('process')}</dt>
        <dd>{pid}</dd>
        <dt>{t('since')}</dt>
        <dd>
          <Moment at={startedAt} />
        </dd>
        <dt>{t('configuration')}</dt>
        <dd>
          {configuration.file}{' '}
          {configuration.problem !== undefined && <p className="problem">{configuration.problem}</p>}
        </dd>
        {warnings.length > 0 && (
          <>
            <dt>{t('warnings')}</dt>
            <dd>
              {warnings.map(({ code, message }) => (
                <p key={`${code} ${message}`}>
                  <code>{code}</code> {message}
                </p>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

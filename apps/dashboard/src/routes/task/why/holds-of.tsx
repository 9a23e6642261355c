import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { holdsQuery } from '../../../api/queries.ts';
import type { Hold, TaskDetails } from '../../../api/types.ts';
import { Moment } from '../../../components/moment.tsx';
import { isHeldBy } from './is-held-by.ts';

/** The holds that keep a task from starting. */
export function HoldsOf({ task }: { readonly task: TaskDetails }) {
  const t = useTranslations('why');
  const heading = useId();
  const { data } = useQuery(holdsQuery);
  const holds = (data?.items ?? []).filter(({ scope }) => isHeldBy(task, scope));
  if (holds.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{t('holds')}</h2>
      <ul className="rows">
        {holds.map(({ id, scope, reason, by, until, placedAt }) => (
          <li key={id}>
            <span className="reason">
              <code>{reason.code}</code> {reason.message}
            </span>
            <ScopeLink scope={scope} />
            <span className="end quiet">
              {by} <Moment at={placedAt} />
              {until !== undefined && (
                <>
                  {' '}
                  {t('until')} <Moment at={until} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a hold is for, as a link to the place that shows it. */
function ScopeLink({ scope }: { readonly scope: Hold['scope'] }) {
  const t = useTranslations('why');
  if ('project' in scope) {
    return (
      <Link to="/projects/$id" params={{ id: scope.project }}>
        {t('project', { id: scope.project })}
      </Link>
    );
  }
  if ('type' in scope) {
    return (
      <Link to="/tasks" search={{ type: scope.type }}>
        {t('type', { id: scope.type })}
      </Link>
    );
  }
  if ('key' in scope) {
    return (
      <Link to="/tasks" search={{ text: scope.key }}>
        {t('key', { id: scope.key })}
      </Link>
    );
  }
  return 'task' in scope ? <span>{t('task')}</span> : <Link to="/projects">{t('all')}</Link>;
}

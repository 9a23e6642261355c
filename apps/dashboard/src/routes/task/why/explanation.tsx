import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { explanationQuery } from '../../../api/queries.ts';
import type { TaskDetails } from '../../../api/types.ts';
import { Moment } from '../../../components/moment.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { Reason } from '../../../components/reason.tsx';

/** The reasons of the daemon why a task does not run. */
export function Explanation({ task: { id } }: { readonly task: TaskDetails }) {
  const t = useTranslations('task');
  const query = useQuery(explanationQuery(id));
  return (
    <QueryView query={query}>
      {({ waitingFor }) =>
        waitingFor.length === 0 ? (
          <p className="empty">{t('nothingInTheWay')}</p>
        ) : (
          <ul className="rows" aria-label={t('whyNot')}>
            {waitingFor.map((reason) => (
              <li key={`${reason.code} ${reason.message}`}>
                <Reason reason={reason} />
                <span className="end quiet">
                  <Moment at={reason.since} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

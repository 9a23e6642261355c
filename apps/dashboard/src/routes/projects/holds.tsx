import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import { holdsQuery } from '../../api/queries.ts';
import type { Hold } from '../../api/types.ts';
import { Moment } from '../../components/moment.tsx';
import { useIsOperator } from '../../session/session-context.ts';

/** What holds the tasks of a project, or of all. */
export function Holds({ project }: { readonly project: string }) {
  const t = useTranslations('projects');
  const { data } = useQuery(holdsQuery);
  const holds = (data?.items ?? []).filter(
    ({ scope }) => 'all' in scope || ('project' in scope && scope.project === project),
  );
  return (
    <section aria-labelledby="holds">
      <h2 id="holds">{t('holds')}</h2>
      {holds.length === 0 ? (
        <p className="empty">{t('noHolds')}</p>
      ) : (
        <ul className="rows">
          {holds.map((hold) => (
            <HoldRow key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
    </section>
  );
}

function HoldRow({ hold: { id, reason, until, by } }: { readonly hold: Hold }) {
  const actions = useTranslations('actions');
  const isOperator = useIsOperator();
  const queries = useQueryClient();
  const release = useMutation({
    mutationFn: async () => client.holds.release({ id }),
    onSettled: async () => queries.invalidateQueries(),
  });
  return (
    <li>
      <span className="reason">
        <code>{reason.code}</code> {reason.message}
      </span>
      <span className="quiet">{by}</span>
      {until !== undefined && <Moment at={until} />}
      {isOperator && (
        <button type="button" className="end" disabled={release.isPending} onClick={() => release.mutate()}>
          {actions('release')}
        </button>
      )}
      {release.error !== null && <span className="problem">{release.error.message}</span>}
    </li>
  );
}

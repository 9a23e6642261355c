import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { holdsQuery } from '../../api/queries.ts';
import { HoldRow } from '../../components/hold-row.tsx';

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

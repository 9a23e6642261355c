import { Link, useLocation } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { type TaskSearch, unknownIn } from './task-search.ts';

/** Says what there is not of that which the URL asks for, and leads back. */
export function UnknownFilters({ search }: { readonly search: TaskSearch }) {
  const t = useTranslations('tasks');
  const parameters = useLocation({ select: ({ searchStr }) => searchStr });
  const unknown = unknownIn(search, new URLSearchParams(parameters).keys());
  if (unknown.length === 0) return null;
  const texts = {
    state: 'unknownState',
    time: 'unknownTime',
    label: 'unknownLabel',
    reason: 'unknownReason',
    filter: 'unknownFilter',
  } as const;
  return (
    <p role="alert">
      {unknown.map(({ kind, value }) => (
        <bdi key={`${kind} ${value}`}>{t(texts[kind], { value })} </bdi>
      ))}
      <Link to="/tasks" search={{}}>
        {t('clearFilters')}
      </Link>
    </p>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { lastLogQuery } from '../api/queries.ts';
import { plainText } from '../routes/task/plain-text.ts';

/** What a task that runs has logged last. */
export function LastLogLine({ id }: { readonly id: string }) {
  const t = useTranslations('task');
  const { data } = useQuery(lastLogQuery(id));
  const last = data?.items.at(-1);
  return (
    <p className="last-line">
      <span className="quiet">{t('lastLine')}</span>{' '}
      <code>{last === undefined ? '–' : plainText(last.message)}</code>
    </p>
  );
}

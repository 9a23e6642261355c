import { useFormatter, useTranslations } from 'use-intl';
import type { TaskRow } from '../api/types.ts';

/** Below this, an amount in whole cents would read as nothing. */
const CENT = 0.01;

/** What a task has spent, as far as it is known. */
export function Cost({ task: { state, costUsd, unknownRuns } }: { readonly task: TaskRow }) {
  const t = useTranslations('cost');
  const format = useFormatter();
  if (costUsd === undefined) {
    const running = state === 'running' ? t('notYet') : '–';
    return <span className="quiet">{unknownRuns === undefined ? running : t('unknown')}</span>;
  }
  const digits = costUsd < CENT ? { maximumSignificantDigits: 1 } : {};
  return (
    <>
      {format.number(costUsd, { style: 'currency', currency: 'USD', ...digits })}
      {unknownRuns !== undefined && (
        <span className="quiet"> + {t('unknownRuns', { count: unknownRuns })}</span>
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { budgetsQuery } from '../../api/queries.ts';

/** What was spent of each cap, or of those of a project. Unknown spending is told, never counted as nothing. */
export function Budgets({ project: only }: { readonly project?: string }) {
  const t = useTranslations('overview');
  const format = useFormatter();
  const { data } = useQuery(budgetsQuery);
  const capped = (data?.items ?? []).filter(({ project }) => only === undefined || project === only);
  const dollars = (amount: number): string => format.number(amount, { style: 'currency', currency: 'USD' });
  return (
    <section aria-labelledby="budgets">
      <h2 id="budgets">{t('today')}</h2>
      {capped.length === 0 ? (
        <p className="empty">{t('noBudgets')}</p>
      ) : (
        <ul className="rows">
          {capped.map(({ scope, project, issue, usd, tokens, runs, unknownRuns }) => (
            <li key={`${scope} ${project} ${issue}`}>
              <span>
                {project ?? t('allProjects')}
                {issue === undefined ? '' : `#${issue}`} ({scope})
              </span>
              {usd !== undefined && (
                <span>{t('spent', { spent: dollars(usd.spent), cap: dollars(usd.cap) })}</span>
              )}
              {tokens !== undefined && (
                <span>
                  {t('spent', { spent: format.number(tokens.spent), cap: format.number(tokens.cap) })}
                </span>
              )}
              {runs !== undefined && (
                <span>{t('spent', { spent: format.number(runs.spent), cap: format.number(runs.cap) })}</span>
              )}
              {unknownRuns > 0 && <span className="quiet">{t('unknownRuns', { count: unknownRuns })}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

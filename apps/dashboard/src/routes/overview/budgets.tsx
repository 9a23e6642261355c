import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { budgetsQuery } from '../../api/queries.ts';
import { BudgetName, keyOfBudget } from './budget-name.tsx';
import { RaiseBudget } from './raise-budget.tsx';

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
          {capped.map((budget) => (
            <li key={keyOfBudget(budget)}>
              <BudgetName budget={budget} />
              {budget.usd !== undefined && (
                <span>{t('spent', { spent: dollars(budget.usd.spent), cap: dollars(budget.usd.cap) })}</span>
              )}
              {budget.tokens !== undefined && (
                <span>
                  {t('spent', {
                    spent: format.number(budget.tokens.spent),
                    cap: format.number(budget.tokens.cap),
                  })}
                </span>
              )}
              {budget.runs !== undefined && (
                <span>
                  {t('spent', {
                    spent: format.number(budget.runs.spent),
                    cap: format.number(budget.runs.cap),
                  })}
                </span>
              )}
              {budget.unknownRuns > 0 && (
                <span className="quiet">{t('unknownRuns', { count: budget.unknownRuns })}</span>
              )}
              <RaiseBudget budget={budget} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

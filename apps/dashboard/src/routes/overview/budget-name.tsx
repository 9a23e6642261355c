import { useTranslations } from 'use-intl';
import type { Budget } from '../../api/types.ts';

/** What a budget caps. */
export function BudgetName({ budget: { scope, project, issue } }: { readonly budget: Budget }) {
  const t = useTranslations('overview');
  return (
    <span>
      {project ?? t('allProjects')}
      {issue === undefined ? '' : `#${issue}`} ({scope})
    </span>
  );
}

/** Returns what no two budgets have in common. */
export const keyOfBudget = ({ scope, project, issue }: Budget): string => `${scope} ${project} ${issue}`;

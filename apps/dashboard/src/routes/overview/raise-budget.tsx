import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Budget } from '../../api/types.ts';
import { useIsOperator } from '../../session/session-context.ts';
import { RaiseDialog } from './raise-dialog.tsx';

/** The button that raises a budget for a while. What a project may ever spend is raised only by the configuration. */
export function RaiseBudget({ budget }: { readonly budget: Budget }) {
  const t = useTranslations('raise');
  const isOperator = useIsOperator();
  const [asks, setAsks] = useState(false);
  if (!isOperator || budget.scope === 'project') return null;
  return (
    <span className="end">
      <button type="button" onClick={() => setAsks(true)}>
        {t('open')}
      </button>
      {asks && <RaiseDialog budget={budget} onClose={() => setAsks(false)} />}
    </span>
  );
}

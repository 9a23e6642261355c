import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../../api/client.ts';
import type { Budget } from '../../api/types.ts';
import { localTime } from '../../components/local-time.ts';
import { mistakesOf, problemAt } from '../../task-form/mistakes.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { BudgetName } from './budget-name.tsx';

const KINDS = ['usd', 'tokens', 'runs'] as const;
const FIELDS = [...KINDS, 'until'] as const;

/** How long a budget without a day of its own is raised where nothing else is typed. In milliseconds. */
const DAY = 86_400_000;

interface RaiseDialogProps {
  readonly budget: Budget;
  readonly onClose: () => void;
}

/** Asks how much more may be spent and until when. What was typed stays when the daemon refuses it. */
export function RaiseDialog({ budget, onClose }: RaiseDialogProps) {
  const t = useTranslations('raise');
  const actions = useTranslations('actions');
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Partial<Record<(typeof FIELDS)[number], string>>>(() => ({
    until: localTime(budget.until ?? new Date(Date.now() + DAY).toISOString()),
  }));
  const raise = useMutation({
    mutationFn: async () => client.budgets.override(overrideOf(budget, typed)),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries();
    },
  });
  const mistakes = mistakesOf(raise.error);
  const problemOf = (name: (typeof FIELDS)[number]): string | undefined => problemAt(mistakes, name);
  const offered = FIELDS.filter((name) => name === 'until' || budget[name] !== undefined);
  const isTold = offered.some((name) => problemOf(name) !== undefined);
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    raise.mutate();
  };
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <p>
          <BudgetName budget={budget} />. {t('detail')}
        </p>
        {offered.map((name) => (
          <Field key={name} label={t(name)} problem={problemOf(name)}>
            {(control) => (
              <input
                {...control}
                {...(name === 'until'
                  ? { type: 'datetime-local', required: true, max: '9998-12-31T00:00' }
                  : { type: 'number', step: name === 'usd' ? 'any' : 1 })}
                value={typed[name] ?? ''}
                onChange={({ target }) => setTyped((known) => ({ ...known, [name]: target.value }))}
              />
            )}
          </Field>
        ))}
        {raise.error !== null && !isTold && (
          <p className="problem" role="alert">
            {raise.error.message}
          </p>
        )}
        <div className="actions">
          <button type="button" onClick={onClose}>
            {actions('keep')}
          </button>
          <button type="submit" className="primary" disabled={raise.isPending}>
            {t('raise')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type Override = Parameters<typeof client.budgets.override>[0];

function overrideOf(
  { project, issue }: Budget,
  { until = '', ...amounts }: Partial<Record<(typeof FIELDS)[number], string>>,
): Override {
  const ofIssue = issue === undefined ? {} : { issue };
  const given = KINDS.flatMap((kind) => {
    const text = amounts[kind] ?? '';
    return text === '' ? [] : [[kind, Number(text)] as const];
  });
  return {
    scope: project === undefined ? { all: true } : { project, ...ofIssue },
    ...Object.fromEntries(given),
    until: new Date(until).toISOString(),
  };
}

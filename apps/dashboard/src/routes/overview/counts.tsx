import { Link } from '@tanstack/react-router';
import { useFormatter, useTranslations } from 'use-intl';
import type { Overview } from '../../api/types.ts';
import { StateLabel } from '../../components/state-label.tsx';

const FINISHED = ['succeeded', 'failed', 'cancelled', 'expired'] as const;

/** How many tasks ended how; each number leads to its list. */
export function Counts({ overview: { tasks } }: { readonly overview: Overview }) {
  const t = useTranslations('overview');
  const format = useFormatter();
  return (
    <section aria-labelledby="finished">
      <h2 id="finished">{t('finished')}</h2>
      <ul className="rows">
        {FINISHED.map((state) => (
          <li key={state}>
            <StateLabel state={state} />
            <Link className="end" to="/tasks" search={{ state }}>
              {format.number(tasks[state] ?? 0)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

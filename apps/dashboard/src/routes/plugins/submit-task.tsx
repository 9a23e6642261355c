import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { TaskType } from '../../api/types.ts';
import { useIsOperator } from '../../session/session-context.ts';
import { TaskForm } from '../../task-form/task-form.tsx';

/** Submits a task of one of the types; the chosen one is in the URL. */
export function SubmitTask({ types }: { readonly types: readonly TaskType[] }) {
  const t = useTranslations('taskForm');
  const isOperator = useIsOperator();
  const { type } = useSearch({ from: '/plugins' });
  const navigate = useNavigate({ from: '/plugins' });
  const [first] = types;
  if (!isOperator || first === undefined) return null;
  const chosen = types.some((one) => one.type === type) ? type : first.type;
  return (
    <section aria-labelledby="submit-task">
      <h2 id="submit-task">{t('title')}</h2>
      <TaskForm
        types={types}
        initial={{ type: chosen }}
        onType={(next) => void navigate({ search: { type: next }, replace: true })}
      />
    </section>
  );
}

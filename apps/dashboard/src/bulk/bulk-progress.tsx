import { useTranslations } from 'use-intl';
import { type BulkJob, useBulkJobs } from './bulk-context.ts';

/** How far actions on several tasks are, in every place, until somebody has read how they ended. */
export function BulkProgress() {
  const t = useTranslations('bulk');
  const { jobs } = useBulkJobs();
  if (jobs.length === 0) return null;
  return (
    <section className="bulk" aria-label={t('title')}>
      <ul className="rows">
        {jobs.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function Job({ job: { id, request, done, problems, isOver, error } }: { readonly job: BulkJob }) {
  const t = useTranslations('bulk');
  const actions = useTranslations('actions');
  const { start, forget } = useBulkJobs();
  const { action, count } = request;
  const [problem] = problems;
  const again = (): void => {
    forget(id);
    start(request);
  };
  return (
    <li>
      {!isOver && (
        <>
          <span>{t(`${action}Runs`)}</span>
          <progress value={done} max={Math.max(count, done, 1)} aria-label={t(`${action}Runs`)} />
          <span>{actions('progress', { done, count })}</span>
        </>
      )}
      <output>{isOver && t(`${action}Ended`, { count: done })}</output>
      {(error ?? problem) !== undefined && (
        <span className="problem" role="alert">
          {error ?? actions('failedSome', { failed: problems.length, message: problem ?? '' })}
        </span>
      )}
      {isOver && (
        <span className="actions end">
          {error !== undefined && (
            <button type="button" onClick={again}>
              {t('again')}
            </button>
          )}
          <button type="button" onClick={() => forget(id)}>
            {actions('close')}
          </button>
        </span>
      )}
    </li>
  );
}

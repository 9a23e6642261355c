import { useTranslations } from 'use-intl';
import type { TaskDetails } from '../../api/types.ts';

/** What went wrong, what to do, and its causes. */
export function ErrorReport({ task: { error, reason, cancelReason } }: { readonly task: TaskDetails }) {
  const t = useTranslations('task');
  const why = reason ?? cancelReason;
  if (error === undefined && why === undefined) return null;
  return (
    <section aria-labelledby="error">
      <h2 id="error">{error === undefined ? t('cancelReason') : t('error')}</h2>
      {why !== undefined && <p>{why}</p>}
      {error !== undefined && (
        <>
          <p className="problem">
            <code>{error.code}</code> {error.message}
          </p>
          {typeof error['hint'] === 'string' && <p>{error['hint']}</p>}
          {causesOf(error['cause']).map((cause) => (
            <p key={cause} className="quiet">
              {cause}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

/** Returns the messages of an error and its causes, the nearest first. */
function causesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { message, cause } = error as { readonly message?: unknown; readonly cause?: unknown };
  return [...(typeof message === 'string' ? [message] : []), ...causesOf(cause)];
}

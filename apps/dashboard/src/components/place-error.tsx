import { ApiError } from '@poppobuilder/api/client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

/** What a {@link PlaceError} is about. */
export interface PlaceErrorProps {
  readonly error: unknown;
  readonly reset?: (() => void) | undefined;
}

/** Says what could not be loaded, and tries again. */
export function PlaceError({ error, reset }: PlaceErrorProps) {
  const t = useTranslations('error');
  const queries = useQueryClient();
  const retry = (): void => {
    reset?.();
    void queries.resetQueries();
  };
  return (
    <section role="alert">
      <h2>{t('title')}</h2>
      <p className="problem">{error instanceof Error ? error.message : String(error)}</p>
      {error instanceof ApiError && error.hint !== undefined && <p>{error.hint}</p>}
      <button type="button" onClick={retry}>
        {t('retry')}
      </button>
    </section>
  );
}

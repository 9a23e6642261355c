import { useTranslations } from 'use-intl';

/** What a {@link Skeleton} stands for. */
export interface SkeletonProps {
  /** How many rows are to come. @defaultValue 4 */
  readonly rows?: number;
}

/** Rows of the size of those that are to come. */
export function Skeleton({ rows = 4 }: SkeletonProps) {
  const t = useTranslations();
  return (
    <div className="skeleton">
      <output className="hidden-visually">{t('loading')}</output>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} aria-hidden />
      ))}
    </div>
  );
}

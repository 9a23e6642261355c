import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { PlaceHead } from './place-head.tsx';

/** What a {@link NotFound} says. */
export interface NotFoundProps {
  /** What is not there. @defaultValue the place */
  readonly text?: string;
  /** A link that leads back. @defaultValue to the overview */
  readonly back?: ReactNode;
}

/** Says what is not there, and leads back. */
export function NotFound({ text, back }: NotFoundProps) {
  const t = useTranslations('notFound');
  return (
    <>
      <PlaceHead name={t('title')} />
      <p>{text ?? t('place')}</p>
      {back ?? <Link to="/">{t('back')}</Link>}
    </>
  );
}

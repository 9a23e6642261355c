import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { usePlace } from './use-place.ts';

/** Says that there is no such place, and leads back. */
export function NotFound() {
  const t = useTranslations('notFound');
  usePlace(t('title'));
  return (
    <>
      <h1>{t('title')}</h1>
      <p>{t('place')}</p>
      <Link to="/">{t('back')}</Link>
    </>
  );
}

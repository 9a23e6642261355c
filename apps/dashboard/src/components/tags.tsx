import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';

/** The tags of a task; each leads to all tasks that have it. */
export function Tags({ tags }: { readonly tags: readonly string[] | undefined }) {
  const t = useTranslations('tasks');
  if (tags === undefined || tags.length === 0) return null;
  return (
    <ul className="tags" aria-label={t('tags')}>
      {tags.map((tag) => (
        <li key={tag}>
          <Link to="/tasks" search={{ tag }}>
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}

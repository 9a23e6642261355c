import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { removeView, saveView, useSavedViews } from './saved-views.ts';
import type { TaskSearch } from './task-search.ts';

const NameView = lazy(async () => import('./name-view.tsx'));

/** Filters that somebody saved in this browser, and the one that is shown now to be saved. */
export function Views({ search }: { readonly search: TaskSearch }) {
  const t = useTranslations('views');
  const views = useSavedViews();
  const [isNaming, setIsNaming] = useState(false);
  const isFiltered = Object.keys(search).length > 0;
  if (views.length === 0 && !isFiltered) return null;
  return (
    <div className="views">
      {views.length > 0 && (
        <nav aria-label={t('saved')}>
          <ul>
            {views.map((view) => (
              <li key={view.name}>
                <Link to="/tasks" search={view.search} activeOptions={{ includeSearch: true }}>
                  {view.name}
                </Link>
                <button
                  type="button"
                  aria-label={t('remove', { name: view.name })}
                  onClick={() => removeView(view.name)}
                >
                  ✕
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {isFiltered && (
        <button type="button" onClick={() => setIsNaming(true)}>
          {t('save')}
        </button>
      )}
      {isNaming && (
        <Suspense>
          <NameView onName={(name) => saveView({ name, search })} onClose={() => setIsNaming(false)} />
        </Suspense>
      )}
    </div>
  );
}

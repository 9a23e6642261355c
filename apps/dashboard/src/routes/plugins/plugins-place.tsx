import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { taskTypesQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { SubmitTask } from './submit-task.tsx';

/** The types of tasks, by the plugins that handle them. */
export function PluginsPlace() {
  const t = useTranslations('plugins');
  const places = useTranslations('places');
  const query = useQuery(taskTypesQuery);
  return (
    <>
      <PlaceHead name={places('plugins')} />
      <QueryView query={query}>
        {({ items }) => (
          <>
            <SubmitTask types={items} />
            {items.length === 0 && <p className="empty">{t('none')}</p>}
            {items.map(({ type, description, plugin, version, permissions, input, examples }) => (
              <section key={type} aria-labelledby={`type-${type}`}>
                <h2 id={`type-${type}`}>
                  {type}{' '}
                  <span className="quiet">
                    {plugin} {version}
                  </span>
                </h2>
                <p>{description}</p>
                {(
                  [
                    ['input', input],
                    ['permissions', permissions],
                    ['examples', examples],
                  ] as const
                ).map(([name, value]) => (
                  <details key={name}>
                    <summary>{t(name)}</summary>
                    <pre tabIndex={0} role="region" aria-label={`${t(name)}: ${type}`}>
                      <code>{JSON.stringify(value, undefined, 2)}</code>
                    </pre>
                  </details>
                ))}
              </section>
            ))}
          </>
        )}
      </QueryView>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { projectsQuery } from '../../api/queries.ts';
import { STATE_CHOICES, type TaskSearch } from './task-search.ts';

/** How long after the last key a search begins. In milliseconds. */
const SEARCH_DELAY = 250;

/** What narrows the list. All of it is in the URL. */
export function Filters({ search }: { readonly search: TaskSearch }) {
  const t = useTranslations('tasks');
  const states = useTranslations('states');
  const navigate = useNavigate({ from: '/tasks' });
  const id = useId();
  const { data: projects } = useQuery(projectsQuery);
  const change = (changed: TaskSearch): void => {
    void navigate({ search: (current) => ({ ...current, ...changed }), replace: true });
  };
  return (
    <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <SearchField
        text={search.text ?? ''}
        onChange={(text) => change({ text: text === '' ? undefined : text })}
      />
      <div className="field">
        <label htmlFor={`${id}-state`}>{t('state')}</label>
        <select
          id={`${id}-state`}
          value={search.state ?? ''}
          onChange={({ target }) => change({ state: target.value === '' ? undefined : target.value })}
        >
          <option value="">{t('anyState')}</option>
          {STATE_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {choice === 'waiting' ? t('waitingStates') : states(choice)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-project`}>{t('project')}</label>
        <select
          id={`${id}-project`}
          value={search.project ?? ''}
          onChange={({ target }) => change({ project: target.value === '' ? undefined : target.value })}
        >
          <option value="">{t('anyProject')}</option>
          {projects?.items.map((project) => (
            <option key={project.id} value={project.id}>
              {project.id}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

/** A search box that waits until the person stops typing. */
function SearchField({
  text,
  onChange,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  const t = useTranslations('tasks');
  const id = useId();
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onChange(typed), SEARCH_DELAY);
    return () => clearTimeout(timer);
  });
  return (
    <div className="field">
      <label htmlFor={id}>{t('search')}</label>
      <input
        id={id}
        type="search"
        placeholder={t('searchHint')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  );
}

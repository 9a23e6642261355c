import { WAIT_CODES } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { projectsQuery, taskTypesQuery } from '../../api/queries.ts';
import { ChoiceFilter } from './choice-filter.tsx';
import { FilterChips } from './filter-chips.tsx';
import { STATE_CHOICES, type TaskSearch, TIMES } from './task-search.ts';
import { TextFilter } from './text-filter.tsx';
import { TimeFilter } from './time-filter.tsx';

/** What narrows the list. All of it is in the URL. */
export function Filters({ search }: { readonly search: TaskSearch }) {
  const t = useTranslations('tasks');
  const states = useTranslations('states');
  const navigate = useNavigate({ from: '/tasks' });
  const { data: projects } = useQuery(projectsQuery);
  const [showsMore, setShowsMore] = useState(false);
  const change = (changed: TaskSearch): void => {
    void navigate({ search: (current) => ({ ...current, ...changed }), replace: true });
  };
  return (
    <form role="search" onSubmit={(event) => event.preventDefault()}>
      <div className="filters">
        <TextFilter
          type="search"
          label={t('search')}
          hint={t('searchHint')}
          value={search.text}
          onChange={(text) => change({ text })}
        />
        <ChoiceFilter
          label={t('state')}
          any={t('anyState')}
          choices={STATE_CHOICES.map((value) => ({
            value,
            label: value === 'waiting' ? t('waitingStates') : states(value),
          }))}
          value={search.state}
          onChange={(state) => change({ state })}
        />
        <ChoiceFilter
          label={t('project')}
          any={t('anyProject')}
          choices={projects?.items.map(({ id }) => ({ value: id, label: id })) ?? []}
          value={search.project}
          onChange={(project) => change({ project })}
        />
        <button type="button" aria-expanded={showsMore} onClick={() => setShowsMore(!showsMore)}>
          {t('moreFilters')}
        </button>
      </div>
      {showsMore && <MoreFilters search={search} onChange={change} />}
      <FilterChips search={search} onChange={change} />
    </form>
  );
}

interface MoreFiltersProps {
  readonly search: TaskSearch;
  readonly onChange: (changed: TaskSearch) => void;
}

/** What lists are rarely narrowed by. */
function MoreFilters({ search, onChange }: MoreFiltersProps) {
  const t = useTranslations('tasks');
  const { data: types } = useQuery(taskTypesQuery);
  return (
    <div className="filters">
      <ChoiceFilter
        label={t('type')}
        any={t('anyType')}
        choices={types?.items.map(({ type }) => ({ value: type, label: type })) ?? []}
        value={search.type}
        onChange={(type) => onChange({ type })}
      />
      <TextFilter label={t('tag')} value={search.tag} onChange={(tag) => onChange({ tag })} />
      <TextFilter label={t('label')} value={search.label} onChange={(label) => onChange({ label })} />
      <ChoiceFilter
        label={t('reason')}
        any={t('anyReason')}
        choices={WAIT_CODES.map((code) => ({ value: code, label: code }))}
        value={search.reason}
        onChange={(reason) => onChange({ reason })}
      />
      {TIMES.map((name) => (
        <TimeFilter
          key={name}
          label={t(name)}
          value={search[name]}
          onChange={(time) => onChange({ [name]: time })}
        />
      ))}
    </div>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { taskListQuery } from '../../api/queries.ts';
import { PlaceError } from '../../components/place-error.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { Filters } from './filters.tsx';
import { filterOf } from './task-search.ts';
import { TaskTable } from './task-table.tsx';
import { UnknownFilters } from './unknown-filters.tsx';
import { useSteadyRows } from './use-steady-rows.ts';
import { Views } from './views.tsx';

/** The list of tasks: search, filters, selection. */
export function TasksPlace() {
  const t = useTranslations('tasks');
  const places = useTranslations('places');
  const search = useSearch({ from: '/tasks' });
  const filter = filterOf(search);
  const list = useInfiniteQuery(taskListQuery(filter));
  const loaded = list.data?.pages.flatMap(({ items }) => items);
  const { rows, newCount, showNew } = useSteadyRows(loaded, JSON.stringify(search));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [allOf, setAllOf] = useState<string>();
  // Another filter means other tasks.
  const isAll = allOf === JSON.stringify(search);
  const chosen = isAll ? rows : rows.filter(({ id }) => selected.has(id));
  const select = (ids: ReadonlySet<string>): void => {
    setSelected(ids);
    setAllOf(undefined);
  };
  const isFiltered = Object.keys(search).length > 0;
  return (
    <>
      <PlaceHead name={places('tasks')}>
        <output>
          {newCount > 0 && (
            <button type="button" onClick={showNew}>
              {t('new', { count: newCount })}
            </button>
          )}
        </output>
      </PlaceHead>
      <Views search={search} />
      <Filters search={search} />
      <UnknownFilters search={search} />
      {list.error !== null && <PlaceError error={list.error} />}
      {chosen.length > 0 && (
        <BulkActions
          tasks={chosen}
          filter={filter}
          isAll={isAll}
          onAll={() => setAllOf(JSON.stringify(search))}
          onDone={() => select(new Set())}
        />
      )}
      {list.isLoading && <Skeleton rows={20} />}
      {loaded !== undefined && rows.length === 0 && (
        <p className="empty">
          {isFiltered ? t('none') : t('noneAtAll')} {!isFiltered && <code>poppo submit task.json</code>}
        </p>
      )}
      {rows.length > 0 && (
        <TaskTable
          tasks={rows}
          selected={new Set(chosen.map(({ id }) => id))}
          onSelect={(id, isSelected) => {
            const changed = new Set(chosen.map((task) => task.id));
            if (isSelected) changed.add(id);
            else changed.delete(id);
            select(changed);
          }}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
          }}
        />
      )}
    </>
  );
}

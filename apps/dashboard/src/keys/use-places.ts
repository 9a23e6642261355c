import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { foundTasksQuery, projectsQuery } from '../api/queries.ts';
import { PLACES } from '../components/places.ts';
import type { Hit } from './hit.ts';

/** Returns the places, projects and tasks that a text finds. */
export function usePlaces(text: string): readonly Hit[] {
  const places = useTranslations('places');
  const navigate = useNavigate();
  const { data: projects } = useQuery(projectsQuery);
  const { data: tasks } = useQuery({
    ...foundTasksQuery(text),
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
  const wanted = text.toLowerCase();
  const has = (name: string): boolean => name.toLowerCase().includes(wanted);
  return [
    ...PLACES.filter(({ name }) => has(places(name))).map(({ to, name }) => ({
      key: name,
      text: places(name),
      kind: '',
      go: async () => navigate({ to }),
    })),
    ...(projects?.items ?? [])
      .filter(({ id }) => has(id))
      .map(({ id }) => ({
        key: `project ${id}`,
        text: id,
        kind: places('projects'),
        go: async () => navigate({ to: '/projects/$id', params: { id } }),
      })),
    ...(text === '' ? [] : (tasks?.items ?? [])).map(({ id }) => ({
      key: `task ${id}`,
      text: id,
      kind: places('tasks'),
      go: async () => navigate({ to: '/tasks/$id', params: { id } }),
    })),
  ];
}

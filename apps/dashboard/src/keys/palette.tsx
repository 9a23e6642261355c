import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { foundTasksQuery, projectsQuery } from '../api/queries.ts';
import { PLACES } from '../components/places.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Something to go to. */
interface Hit {
  readonly key: string;
  readonly text: string;
  readonly kind: string;
  readonly go: () => Promise<void>;
}

/** Finds places, projects and tasks; Enter goes to the first one. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('keys');
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const hits = useHits(text.trim());
  const index = Math.min(chosen, hits.length - 1);
  const active = hits[index];
  const open = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    onClose();
    void hit.go();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') open(active);
    else if (step !== undefined) setChosen(Math.max(0, Math.min(hits.length - 1, index + step)));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('palette')} onClose={onClose}>
      <input
        role="combobox"
        aria-label={t('paletteHint')}
        aria-expanded
        aria-controls={`${id}-hits`}
        aria-activedescendant={active === undefined ? undefined : `${id}-${index}`}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('paletteHint')}
        value={text}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
      />
      <div id={`${id}-hits`} role="listbox" aria-label={t('palette')} className="hits">
        {hits.map((hit, position) => (
          <div
            key={hit.key}
            id={`${id}-${position}`}
            role="option"
            aria-selected={hit === active}
            onClick={() => open(hit)}
          >
            <span className="task-link">{hit.text}</span> <span className="quiet">{hit.kind}</span>
          </div>
        ))}
      </div>
      {hits.length === 0 && <p className="quiet">{t('nothingFound')}</p>}
    </Dialog>
  );
}

function useHits(text: string): readonly Hit[] {
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

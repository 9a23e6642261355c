import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useIsOperator } from '../session/session-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { Hit } from './hit.ts';
import { useChoices } from './use-choices.ts';
import { useOtherActions } from './use-other-actions.tsx';
import { usePlaces } from './use-places.ts';
import { useTaskActions } from './use-task-actions.tsx';

/** Finds places, projects, tasks and what can be done with them; Enter takes the first hit. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('keys');
  const id = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const hits = useHits(text.trim());
  const index = Math.min(chosen, hits.length - 1);
  const active = hits[index];
  const [asked, setAsked] = useState<Hit>();
  const act = useMutation({
    mutationFn: async (hit: Hit) => hit.act?.(),
    onSuccess: (_, hit) => leave(hit),
  });
  const leave = (hit: Hit): void => {
    onClose();
    void hit.go();
  };
  const open = (hit: Hit | undefined): void => {
    if (hit === undefined || act.isPending) return;
    if (hit.ask !== undefined) setAsked(hit);
    else if (hit.act !== undefined) act.mutate(hit);
    else leave(hit);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') open(active);
    else if (step !== undefined) setChosen(Math.max(0, Math.min(hits.length - 1, index + step)));
    else return;
    event.preventDefault();
  };
  if (asked?.ask !== undefined) return asked.ask(onClose);
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
      {act.error !== null && (
        <p className="problem" role="alert">
          {act.error.message}
        </p>
      )}
      {hits.length === 0 && <p className="quiet">{t('nothingFound')}</p>}
    </Dialog>
  );
}

function useHits(text: string): readonly Hit[] {
  const isOperator = useIsOperator();
  const places = usePlaces(text);
  const ofTasks = useTaskActions(text);
  const others = useOtherActions(text);
  const choices = useChoices(text);
  return isOperator ? [...places, ...ofTasks, ...others, ...choices] : [...places, ...choices];
}

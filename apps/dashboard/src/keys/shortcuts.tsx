import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { PLACES } from '../components/places.ts';
import { isTyping } from './is-typing.ts';
import { moveToTask, selectTask } from './move-to-task.ts';

const Palette = lazy(async () => import('./palette.tsx'));
const Help = lazy(async () => import('./help.tsx'));

/** How long after `g` a place can be chosen. In milliseconds. */
const GO_WINDOW = 1_500;

/** The keys that work everywhere, except where somebody types. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'help'>();
  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key } = event;
      if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('palette');
        return;
      }
      const isModified = event.ctrlKey || event.metaKey || event.altKey;
      if (isModified || isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      const place = PLACES.find((one) => one.key === key);
      if (place !== undefined && event.timeStamp - wentAt.current < GO_WINDOW)
        void navigate({ to: place.to });
      else if (key === '?') setOpen('help');
      else if (key === 'j' || key === 'k') moveToTask(key === 'j' ? 1 : -1);
      else if (key === 'x') selectTask();
      wentAt.current = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
  const close = (): void => setOpen(undefined);
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <Help onClose={close} />}
    </Suspense>
  );
}

import { useTranslations } from 'use-intl';
import type { TaskState } from '../api/types.ts';

/** Colour never stands alone: an icon and a word are beside it. */
const LOOKS = {
  scheduled: ['waiting', '◷'],
  blocked: ['waiting', '◌'],
  queued: ['waiting', '○'],
  running: ['running', '◐'],
  succeeded: ['succeeded', '✓'],
  failed: ['failed', '✕'],
  cancelled: ['cancelled', '⊘'],
  expired: ['cancelled', '◴'],
} as const satisfies Record<TaskState, readonly [tone: string, icon: string]>;

/** The state of a task. */
export function StateLabel({ state }: { readonly state: TaskState }) {
  const t = useTranslations('states');
  const [tone, icon] = LOOKS[state];
  return (
    <span className="state" data-tone={tone} data-icon={icon}>
      {t(state)}
    </span>
  );
}

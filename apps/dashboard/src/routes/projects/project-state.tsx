import { useTranslations } from 'use-intl';
import type { Project } from '../../api/types.ts';

/** Whether the tasks of a project start, and why not. */
export function ProjectState({ project: { isPaused, pause } }: { readonly project: Project }) {
  const t = useTranslations('projects');
  if (!isPaused) {
    return (
      <span className="state" data-tone="succeeded" data-icon="✓">
        {t('active')}
      </span>
    );
  }
  return (
    <>
      <span className="state" data-tone="waiting" data-icon="‖">
        {t('paused')}
      </span>{' '}
      <span className="reason">{pause?.reason}</span>
    </>
  );
}

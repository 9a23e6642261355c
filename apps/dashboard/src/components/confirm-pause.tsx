import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import { Confirm } from '../ui/confirm.tsx';

/** Asks before a project is paused, and for the reason. */
export function ConfirmPause({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const t = useTranslations('projects');
  const actions = useTranslations('actions');
  const queries = useQueryClient();
  return (
    <Confirm
      title={t('pauseTitle', { id })}
      detail={t('pauseDetail')}
      action={actions('pause')}
      asksReason
      onConfirm={async (reason) => {
        await client.projects.pause({ id, ...(reason === undefined ? {} : { reason }) });
        await queries.invalidateQueries();
      }}
      onClose={onClose}
    />
  );
}

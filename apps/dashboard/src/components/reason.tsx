import { useFormatter, useTranslations } from 'use-intl';
import type { WaitReason } from '../api/types.ts';
import { TaskLink } from './task-link.tsx';

/** Why a task waits: the words of the daemon, what is in the way, and when that ends. */
export function Reason({ reason }: { readonly reason: WaitReason }) {
  const t = useTranslations('overview');
  const format = useFormatter();
  const inTheWay = reason.by?.tasks ?? [];
  return (
    <span className="reason">
      <code>{reason.code}</code> {reason.message}
      {inTheWay.map((id) => (
        <span key={id}>
          {' '}
          <TaskLink id={id} />
        </span>
      ))}
      {reason.until !== undefined && (
        <>
          {' '}
          (
          {t('until', {
            time: format.dateTime(new Date(reason.until), { dateStyle: 'short', timeStyle: 'short' }),
          })}
          )
        </>
      )}
    </span>
  );
}

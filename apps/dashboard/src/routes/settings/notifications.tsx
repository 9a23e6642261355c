import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { notificationsQuery } from '../../api/queries.ts';
import type { NotificationReceiver } from '../../api/types.ts';
import { Moment } from '../../components/moment.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TaskLink } from '../../components/task-link.tsx';

/** Who is notified of what, and what was last delivered to each or failed. */
export function Notifications() {
  const t = useTranslations('notifications');
  const query = useQuery(notificationsQuery);
  return (
    <section aria-labelledby="notifications">
      <h2 id="notifications">{t('title')}</h2>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('none')}</p>
          ) : (
            <ul className="rows">
              {items.map((receiver, place) => (
                // Receivers may have the same host.
                <Receiver key={place} receiver={receiver} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function Receiver({ receiver }: { readonly receiver: NotificationReceiver }) {
  const t = useTranslations('notifications');
  const format = useFormatter();
  const { host, on, waiting, delivered, failed } = receiver;
  return (
    <li>
      <strong>{host}</strong>
      <span className="quiet">{t('on', { occasions: format.list(on) })}</span>
      {waiting > 0 && <span>{t('waiting', { count: waiting })}</span>}
      {delivered === undefined && failed === undefined && <span className="quiet">{t('nothingYet')}</span>}
      {failed !== undefined && (
        <div className="message">
          <span className="problem">
            {t('failed')} <Moment at={failed.at} />: {failed.problem}
          </span>{' '}
          <span className="quiet">
            {t('failures', { count: failed.failures })}, {t('next')} <Moment at={failed.next} />
          </span>
          <Message message={failed} />
        </div>
      )}
      {delivered !== undefined && (
        <div className="message">
          {t('delivered')} <Moment at={delivered.at} />
          <Message message={delivered} />
        </div>
      )}
    </li>
  );
}

function Message({ message }: { readonly message: NonNullable<NotificationReceiver['delivered']> }) {
  const { text, task } = message;
  return (
    <p className="quiet">
      {text} {task !== undefined && <TaskLink id={task} />}
    </p>
  );
}

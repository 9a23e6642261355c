import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { logsQuery } from '../../api/queries.ts';
import type { LogEntry } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { coloredText } from './plain-text.ts';

/** Height of a line. In pixels, as in the style sheet. */
const LINE_HEIGHT = 18;

/** The log of a task: search, follow, download. */
export function Log({ id, isOver }: { readonly id: string; readonly isOver: boolean }) {
  const t = useTranslations('task');
  const copy = useTranslations('copy');
  const query = useQuery(logsQuery(id));
  const { log: search = '' } = useSearch({ from: '/tasks/$id' });
  const navigate = useNavigate({ from: '/tasks/$id' });
  const [follows, setFollows] = useState(!isOver);
  const searchId = useId();
  const find = (text: string): void => {
    void navigate({
      search: (current) => ({ ...current, log: text === '' ? undefined : text }),
      replace: true,
    });
  };
  return (
    <QueryView query={query}>
      {(items) => (
        <>
          <div className="filters">
            <div className="field">
              <label htmlFor={searchId}>{t('searchLog')}</label>
              <input
                id={searchId}
                type="search"
                value={search}
                onChange={({ target }) => find(target.value)}
              />
            </div>
            <label>
              <input
                type="checkbox"
                checked={follows}
                onChange={({ target }) => setFollows(target.checked)}
              />{' '}
              {t('follow')}
            </label>
            <button type="button" onClick={() => download(id, items)}>
              {t('download')}
            </button>
            <CopyButton label={copy('log')} text={() => textOf(items)} />
          </div>
          <Lines
            entries={matching(items, search)}
            follows={follows}
            empty={items.length === 0 ? t('noLog') : t('noMatch')}
          />
        </>
      )}
    </QueryView>
  );
}

function matching(entries: readonly LogEntry[], search: string): readonly LogEntry[] {
  if (search === '') return entries;
  const wanted = search.toLowerCase();
  return entries.filter(({ message }) => message.toLowerCase().includes(wanted));
}

interface LinesProps {
  readonly entries: readonly LogEntry[];
  readonly follows: boolean;
  readonly empty: string;
}

function Lines({ entries, follows, empty }: LinesProps) {
  const t = useTranslations('task');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 40,
  });
  const count = entries.length;
  useEffect(() => {
    if (follows && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' });
  }, [follows, count, virtual]);
  if (count === 0) return <p className="empty">{empty}</p>;
  return (
    <div className="log" ref={scroller} tabIndex={0} role="region" aria-label={t('log')}>
      <ol style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          return entry === undefined ? null : (
            <li key={key} data-level={entry.level} style={{ transform: `translateY(${start}px)` }}>
              {coloredText(entry.message).map(({ text, colour, isBold }, position) => (
                // Pieces have nothing but their place.
                <span key={position} data-colour={colour} data-bold={isBold}>
                  {text}
                </span>
              ))}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function textOf(entries: readonly LogEntry[]): string {
  return entries.map(({ at, level, message }) => `${at} ${level} ${message.replace(/\n$/, '')}\n`).join('');
}

/** Saves the log as lines of text, as it was written. */
function download(id: string, entries: readonly LogEntry[]): void {
  const url = URL.createObjectURL(new Blob([textOf(entries)], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${id.replaceAll(/[^\w.-]+/g, '-')}.log`;
  link.click();
  URL.revokeObjectURL(url);
}

import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { transcriptQuery } from '../../../api/queries.ts';
import type { TranscriptPart } from '../../../api/types.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { Row } from './row.tsx';
import { rowsOf } from './rows.ts';

/** Height of a row before it is measured. In pixels. */
const ROW_HEIGHT = 40;

/** Rows before the last one at which the next page is asked for. */
const NEAR_END = 30;

/** What the agent of a task said and did, turn by turn. Further pages come as they are reached. */
export function Agent({ id, isOver }: { readonly id: string; readonly isOver: boolean }) {
  const t = useTranslations('agent');
  const query = useQuery(transcriptQuery(id));
  const onEnd = (): void => {
    if (!query.isFetching && query.data?.isWhole === false) void query.refetch();
  };
  return (
    <QueryView query={query}>
      {({ parts }) =>
        parts.length === 0 ? (
          <p className="empty">{t(isOver ? 'none' : 'noneYet')}</p>
        ) : (
          <Rows parts={parts} onEnd={onEnd} />
        )
      }
    </QueryView>
  );
}

interface RowsProps {
  readonly parts: readonly TranscriptPart[];
  readonly onEnd: () => void;
}

function Rows({ parts, onEnd }: RowsProps) {
  const rows = useMemo(() => rowsOf(parts), [parts]);
  const t = useTranslations('agent');
  const scroller = useRef<HTMLDivElement>(null);
  // A row that leaves the view stays as it was left.
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (index) => rows[index]?.sequence ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - NEAR_END) onEnd();
  });
  const toggle = (sequence: number, isOpen: boolean): void => {
    const changed = new Set(open);
    if (isOpen) changed.add(sequence);
    else changed.delete(sequence);
    setOpen(changed);
  };
  return (
    <div className="transcript" ref={scroller} tabIndex={0} role="region" aria-label={t('transcript')}>
      <ol style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              data-kind={row.kind}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row row={row} isOpen={open.has(row.sequence)} onToggle={(is) => toggle(row.sequence, is)} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { StateLabel } from '../../components/state-label.tsx';
import { layOut, NODE, type PlacedTask } from './layout.ts';
import { dependentsOf, type FlowTasks, nearTo } from './near.ts';

/** How many tasks are drawn: those that are near the chosen one. */
const MAX_DRAWN = 120;

const ZOOMS = [0.4, 0.6, 0.8, 1, 1.25] as const;

/** What a {@link Graph} shows. */
export interface GraphProps {
  readonly tasks: FlowTasks;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** A graph of tasks: scroll or drag to pan, buttons to zoom, arrow keys to go along dependencies. */
export function Graph({ tasks, chosen, onChoose }: GraphProps) {
  const t = useTranslations('flow');
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<number>(3);
  const scale = ZOOMS[zoom] ?? 1;
  const total = Object.keys(tasks).length;
  // What is drawn does not change while somebody chooses among it.
  const [centre, setCentre] = useState(chosen);
  const near = useMemo(() => nearTo(centre, tasks, MAX_DRAWN), [centre, tasks]);
  if (!near.has(chosen)) setCentre(chosen);
  const layout = useMemo(() => layOut(near, tasks), [near, tasks]);
  const dependents = useMemo(() => dependentsOf(tasks), [tasks]);
  const place = layout.tasks.get(chosen);
  useEffect(() => {
    scroller.current
      ?.querySelector('[aria-pressed=true]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [place, scale]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = neighbour(event.key, place, {
      layout: [...layout.tasks.values()],
      before: tasks[chosen]?.dependsOn ?? [],
      after: dependents.get(chosen) ?? [],
    });
    if (target === undefined) return;
    event.preventDefault();
    onChoose(target);
    scroller.current?.querySelector<HTMLElement>(`[data-name="${CSS.escape(target)}"]`)?.focus();
  };
  return (
    <div className="graph">
      <div className="actions">
        <button type="button" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          {t('zoomOut')}
        </button>
        <button type="button" disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          {t('zoomIn')}
        </button>
        {total > near.size && (
          <>
            <span className="quiet">{t('near', { shown: near.size, total, name: centre })}</span>
            <button type="button" disabled={centre === chosen} onClick={() => setCentre(chosen)}>
              {t('centre')}
            </button>
          </>
        )}
      </div>
      <div
        className="canvas"
        ref={scroller}
        role="region"
        aria-label={t('graph')}
        tabIndex={0}
        onPointerDown={(event) => startPan(event, scroller.current)}
      >
        <div style={{ width: layout.width * scale, height: layout.height * scale }}>
          <div
            className="drawing"
            role="group"
            aria-label={t('tasks')}
            style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}
            onKeyDown={onKeyDown}
          >
            <svg width={layout.width} height={layout.height} aria-hidden>
              {layout.edges.map(([from, to]) => (
                <path
                  key={`${from.name} ${to.name}`}
                  d={pathOf(from, to)}
                  data-chosen={from.name === chosen || to.name === chosen}
                />
              ))}
            </svg>
            {[...layout.tasks.values()].map(({ name, x, y }) => {
              const task = tasks[name];
              return task === undefined ? null : (
                <button
                  key={name}
                  type="button"
                  data-name={name}
                  aria-pressed={name === chosen}
                  tabIndex={name === chosen ? 0 : -1}
                  style={{ left: x, top: y }}
                  onClick={() => onChoose(name)}
                >
                  <strong>{name}</strong>
                  <StateLabel state={task.state} />
                </button>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function pathOf(from: PlacedTask, to: PlacedTask): string {
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  const [x2, y2] = [to.x, to.y + NODE.height / 2];
  const bend = Math.min(NODE.across, (x2 - x1) / 2);
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}

interface Around {
  readonly layout: readonly PlacedTask[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Left and right go along dependencies, up and down within a column. */
function neighbour(
  key: string,
  place: PlacedTask | undefined,
  { layout, before, after }: Around,
): string | undefined {
  if (place === undefined) return undefined;
  const drawn = (names: readonly string[]): string | undefined =>
    names.find((name) => layout.some((one) => one.name === name));
  if (key === 'ArrowLeft') return drawn(before);
  if (key === 'ArrowRight') return drawn(after);
  const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (step === 0) return undefined;
  const column = layout.filter(({ x }) => x === place.x).toSorted((a, b) => a.y - b.y);
  return column[column.indexOf(place) + step]?.name;
}

/** Pans while the pointer is down on the background. */
function startPan(event: PointerEvent, scroller: HTMLElement | null): void {
  const isOnTask = event.target instanceof Element && event.target.closest('button') !== null;
  if (scroller === null || isOnTask || event.button !== 0 || event.pointerType === 'touch') return;
  const from = {
    x: event.clientX + scroller.scrollLeft,
    y: event.clientY + scroller.scrollTop,
  };
  const stop = new AbortController();
  const { signal } = stop;
  const pan = ({ clientX, clientY }: globalThis.PointerEvent): void =>
    scroller.scrollTo(from.x - clientX, from.y - clientY);
  addEventListener('pointermove', pan, { signal });
  addEventListener('pointerup', () => stop.abort(), { signal });
  addEventListener('pointercancel', () => stop.abort(), { signal });
}

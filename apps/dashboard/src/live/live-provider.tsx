import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { client } from '../api/client.ts';
import { EventApplier } from './apply-events.ts';
import { openSharedFeed } from './shared-feed.ts';

/** Whether events arrive. */
export type LiveState = 'live' | 'disconnected';

/** Whether events were missed, which nobody has read yet. */
interface Missed {
  readonly hasMissed: boolean;
  readonly forget: () => void;
}

const MissedContext = createContext<Missed>({ hasMissed: false, forget: () => undefined });

const LiveContext = createContext<LiveState>('live');

/** Keeps what the page shows up to date by the events of the daemon. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('live');
  const [hasMissed, setHasMissed] = useState(false);
  const missed = useMemo(() => ({ hasMissed, forget: () => setHasMissed(false) }), [hasMissed]);
  useEffect(() => {
    using cleanup = new DisposableStack();
    const applier = cleanup.use(new EventApplier(queries));
    let wasConnected = true;
    const close = openSharedFeed(client, {
      onEvents: (events) => applier.add(events),
      onConnected: (isConnected) => {
        setState(isConnected ? 'live' : 'disconnected');
        // Changes of wait reasons are not kept for those who come back.
        if (isConnected && !wasConnected) applier.reload();
        wasConnected = isConnected;
      },
      onStart: () => applier.reload(),
      onGap: () => {
        applier.reload();
        setHasMissed(true);
      },
    });
    cleanup.defer(close);
    const kept = cleanup.move();
    return () => kept.dispose();
  }, [queries]);
  return (
    <LiveContext value={state}>
      <MissedContext value={missed}>{children}</MissedContext>
    </LiveContext>
  );
}

export const useLiveState = (): LiveState => useContext(LiveContext);

export const useMissed = (): Missed => useContext(MissedContext);

import { ApiError } from '@poppobuilder/api/client';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { sessionQuery } from './api/queries.ts';
import { BulkProvider } from './bulk/bulk-provider.tsx';
import { PlaceError } from './components/place-error.tsx';
import { Shell } from './components/shell.tsx';
import { LiveProvider } from './live/live-provider.tsx';
import { SessionContext } from './session/session-context.ts';
import { SignedOut } from './session/signed-out.tsx';

/** What is around each place: who it is that looks, live events, navigation. */
export function Root() {
  const { data: session, error } = useQuery(sessionQuery);
  if (error instanceof ApiError && error.status === 401) return <SignedOut />;
  if (error !== null) return <PlaceError error={error} />;
  if (session === undefined) return null;
  return (
    <SessionContext value={session}>
      <LiveProvider>
        <BulkProvider>
          <Shell>
            <Outlet />
          </Shell>
        </BulkProvider>
      </LiveProvider>
    </SessionContext>
  );
}

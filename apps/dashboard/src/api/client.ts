import { createClient, type DaemonClient, fetchTransport } from '@poppobuilder/api/client';

/** The daemon that served the page. The session is in a cookie that no script can read. */
export const client: DaemonClient = createClient(fetchTransport({ url: location.origin }));

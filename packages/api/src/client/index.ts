export { ApiError, type ApiErrorOptions } from './api-error.ts';
export { createClient, type DaemonClient } from './create-client.ts';
export { groupByReason, type WaitCounts, type WaitGroup } from './group-by-reason.ts';
export type { ReceivedEvent, StreamEvents, StreamEventsOptions } from './stream-events.ts';
export { fetchTransport, type FetchTransportOptions } from './fetch-transport.ts';
export type { Transport, TransportRequest, TransportResponse } from './transport.ts';
export { TASK_STATES } from '../contract/task-states.ts';
export { WAIT_CODES } from '../contract/wait-codes.ts';

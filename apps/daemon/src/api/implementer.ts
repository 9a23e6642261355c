import { contract } from '@poppobuilder/api';
import { implement } from '@orpc/server';
import type { DaemonContext } from '../daemon-context.ts';
import type { Caller } from '../server/daemon-request.ts';

/** What a handler of a route gets beside its input. */
export interface ApiContext {
  readonly daemon: DaemonContext;
  readonly caller: Caller;
}

/** Implements the contract: `api.tasks.get.handler(...)`. */
export const api = implement(contract).$context<ApiContext>();

/** Parts for building a runner: what an executor has inside and another runner needs as well. */
export { reviveTaskError } from './errors/revive-error.ts';

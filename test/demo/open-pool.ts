import { WorkerPool, type WorkerPoolOptions } from 'poppobuilder';
import { chooseIsolation } from './choose-isolation.ts';
import { printEvents } from './print.ts';

/** A pool of sandboxes where there can be some, and says so. */
export async function openPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const pool = new WorkerPool({ ...options, isolation: await chooseIsolation(options) });
  printEvents(pool);
  return pool;
}

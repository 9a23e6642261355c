import { TaskError, WorkerPool, type WorkerPoolOptions } from 'poppobuilder';
import { printEvents } from './print.ts';

/** A pool of sandboxes where there can be some, and says so. */
export async function openPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const sandboxes = new WorkerPool({ ...options, isolation: 'sandbox' });
  try {
    await sandboxes.chosenIsolation();
    console.log('isolation: agents work in sandboxes.');
    printEvents(sandboxes);
    return sandboxes;
  } catch (error) {
    await sandboxes.close();
    if (!TaskError.is(error)) throw error;
    console.log(`isolation: agents work in processes of their own. ${error.message}`);
    const processes = new WorkerPool({ ...options, isolation: 'process' });
    printEvents(processes);
    return processes;
  }
}

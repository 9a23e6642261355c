import { TaskError, WorkerPool, type WorkerPoolOptions } from 'poppobuilder';

/** Returns `sandbox` where there can be some, says what it is, and what is missing. */
export async function chooseIsolation(options: WorkerPoolOptions): Promise<'sandbox' | 'process'> {
  const pool = new WorkerPool({ ...options, isolation: 'sandbox' });
  try {
    await pool.chosenIsolation();
    console.log('isolation: agents work in sandboxes.');
    return 'sandbox';
  } catch (error) {
    if (!TaskError.is(error)) throw error;
    console.log(`isolation: agents work in processes of their own. ${error.message}`);
    return 'process';
  } finally {
    await pool.close();
  }
}

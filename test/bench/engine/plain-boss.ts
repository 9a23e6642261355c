import { type Job, PgBoss } from 'pg-boss';

/** pg-boss as one uses it alone: a queue that does what the engine's does, driven by fetch and complete. */
export class PlainBoss implements AsyncDisposable {
  static readonly queue = 'plain';
  readonly boss: PgBoss;

  constructor(boss: PgBoss) {
    this.boss = boss;
  }

  static async open(url: string, schema = 'plain'): Promise<PlainBoss> {
    const boss = new PgBoss({ connectionString: url, schema, max: 10, registerInstance: false });
    await boss.start();
    await boss.createQueue('dead');
    await boss.createQueue(PlainBoss.queue, {
      heartbeatSeconds: 10,
      retryLimit: 3,
      retryBackoff: true,
      deadLetter: 'dead',
    });
    return new PlainBoss(boss);
  }

  async submit(data: object): Promise<string | null> {
    return this.boss.send(PlainBoss.queue, data, { group: { id: 'project' } });
  }

  async submitMany(list: readonly object[]): Promise<void> {
    const jobs = list.map((data) => ({ data, group: { id: 'project' } }));
    await this.boss.insert(PlainBoss.queue, jobs, { returnId: true });
  }

  async fetch(): Promise<Job | undefined> {
    const [job] = await this.boss.fetch<object>(PlainBoss.queue);
    return job;
  }

  async complete(job: Job): Promise<void> {
    await this.boss.complete(PlainBoss.queue, job, { result: { success: true } });
  }

  /** Does all that waits, with this many slots. */
  async drain(slots: number): Promise<void> {
    const slot = async (): Promise<void> => {
      for (let job = await this.fetch(); job !== undefined; job = await this.fetch())
        await this.complete(job);
    };
    await Promise.all(Array.from({ length: slots }, slot));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.boss.stop({ graceful: false });
  }
}

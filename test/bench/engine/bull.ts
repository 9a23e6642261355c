import { createPostgresBackend, Queue, Worker } from 'bullmq';

const NAME = 'bull';

/** BullMQ on the same Postgres. */
export class Bull implements AsyncDisposable {
  readonly #connection: {
    readonly connectionString: string;
    readonly schema: string;
    readonly migrate: true;
  };
  readonly #queue: Queue;

  constructor(url: string) {
    this.#connection = { connectionString: url, schema: 'bull', migrate: true };
    this.#queue = new Queue(NAME, { connection: this.#connection }, createPostgresBackend as never);
  }

  async open(): Promise<void> {
    await this.#queue.waitUntilReady();
  }

  async submit(data: object): Promise<void> {
    await this.#queue.add('no-op', data, { attempts: 4 });
  }

  async submitMany(list: readonly object[]): Promise<void> {
    await this.#queue.addBulk(list.map((data) => ({ name: 'no-op', data, opts: { attempts: 4 } })));
  }

  /** Does all that waits, with this many slots; `count` says how many there are. */
  async drain(slots: number, count: number): Promise<void> {
    let ended = 0;
    const worker = new Worker(
      NAME,
      async () => ({ success: true }),
      { connection: this.#connection, concurrency: slots, autorun: false },
      createPostgresBackend as never,
    );
    const all = new Promise<void>((resolve) => {
      worker.on('completed', () => {
        ended += 1;
        if (ended === count) resolve();
      });
    });
    void worker.run();
    await all;
    await worker.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
  }
}

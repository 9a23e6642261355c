import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compare } from '../harness/compare.ts';
import { rateRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { doneByDaemon, SLOTS, TASKS } from './throughput.ts';

/** Tasks done in warm workers by a daemon that sends their traces, beside one that sends none. Each has its own database. */
export async function benchTraced(): Promise<Row[]> {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  try {
    await using traced = await BenchDaemon.open({ slots: SLOTS, environment });
    await using plain = await BenchDaemon.open({ slots: SLOTS });
    const { value, peer, ratio } = await compare(
      async () => doneByDaemon(traced),
      async () => doneByDaemon(plain),
      { rounds: 5, time: 1, unit: 'us' },
    );
    const each = { value: value / TASKS, peer: peer / TASKS, ratio };
    return [rateRow(`submit to done with traces over OTLP, ${SLOTS} slots / without`, each, 0.9)];
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
}

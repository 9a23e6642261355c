import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../harness/median.ts';
import { BenchDatabase } from '../engine/bench-database.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { Peer } from './peer.ts';
import { processorTime } from './process-usage.ts';

const CLIENTS = 200;
const RATE = 100;
const SIZE = 200;
const ROUNDS = 3;
/** Milliseconds in which the use of the processor is measured. */
const SPAN = 3_000;

/** What it costs to send events to many clients, beside a bare server that writes each event to each of them. */
export async function benchEventStreams(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url });
  await using peer = await Peer.fork('bare-fan-out', [String(RATE), String(SIZE)]);
  const seconds = ((ROUNDS + 1) * 4 * SPAN) / 1_000;
  await daemon.client.tasks.submit({
    task: { type: 'talk', projectId: 'project', rate: RATE, seconds, size: SIZE },
  });
  const { token } = await daemon.client.access.createToken({ role: 'viewer', name: 'bench' });
  // The first seconds start a worker.
  await delay(2_000);
  const rounds: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await costOf(daemon.pid, `${daemon.url}/api/v1/events`, token);
    rounds.push({ ours, bare: await costOf(peer.pid, peer.address) });
  }
  const value = median(rounds.map(({ ours }) => ours));
  const bare = median(rounds.map((round) => round.bare));
  return [
    ratioRow(
      `events to ${CLIENTS} clients at ${RATE}/s, processor / bare fastify`,
      { unit: 'ms/s', value, peer: bare, ratio: value / bare },
      1.5,
    ),
  ];
}

/** What all the clients add to what is there without them. In milliseconds of a core in a second. */
async function costOf(pid: number, url: string, token?: string): Promise<number> {
  const without = await usage(pid);
  let bytes = 0;
  const count = (chunk: Uint8Array): void => void (bytes += chunk.length);
  const responses = await Promise.all(Array.from({ length: CLIENTS }, async () => open(url, token, count)));
  const together = await usage(pid);
  for (const response of responses) response.destroy();
  const expected = (CLIENTS * RATE * SIZE * SPAN) / 1_000;
  if (bytes < expected / 2) throw new Error(`Only ${bytes} bytes of about ${expected} were received.`);
  return together - without;
}

async function usage(pid: number): Promise<number> {
  const before = processorTime([pid]);
  await delay(SPAN);
  return (processorTime([pid]) - before) / (SPAN / 1_000);
}

async function open(
  url: string,
  token: string | undefined,
  count: (chunk: Uint8Array) => void,
): Promise<IncomingMessage> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const sent = request(url, { headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The stream was refused with ${response.statusCode}.`);
  response.on('error', () => undefined).on('data', count);
  return response;
}

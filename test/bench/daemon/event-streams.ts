import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { BenchDatabase } from '../engine/bench-database.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { Peer } from './peer.ts';
import { processorTime } from './process-usage.ts';

const CLIENTS = 200;
const RATE = 100;
const SIZE = 200;
/** Milliseconds in which the use of the processor is measured. */
const SPAN = 6_000;

/** What it costs to send events to many clients, beside a bare server that writes each event to each of them. */
export async function benchEventStreams(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url });
  await using peer = await Peer.fork('bare-fan-out', [String(RATE), String(SIZE)]);
  const seconds = (5 * SPAN) / 1_000;
  await daemon.client.tasks.submit({
    task: { type: 'talk', projectId: 'project', rate: RATE, seconds, size: SIZE },
  });
  const { token } = await daemon.client.access.createToken({ role: 'viewer', name: 'bench' });
  // The first seconds start a worker.
  await delay(2_000);
  const value = await costOf(daemon.pid, `${daemon.url}/api/v1/events`, token);
  const bare = await costOf(peer.pid, peer.address);
  return [
    ratioRow(
      `events to ${CLIENTS} clients at ${RATE}/s, processor / bare fastify`,
      { unit: 'ms/s', value, peer: bare, ratio: value / bare },
      1.5,
    ),
  ];
}

/** What all the clients add to what one costs. In milliseconds of a core in a second. */
async function costOf(pid: number, url: string, token?: string): Promise<number> {
  const first = await open(url, token);
  const alone = await usage(pid);
  const others = await Promise.all(Array.from({ length: CLIENTS - 1 }, async () => open(url, token)));
  const together = await usage(pid);
  for (const response of [first, ...others]) response.destroy();
  return together - alone;
}

async function usage(pid: number): Promise<number> {
  const before = processorTime([pid]);
  await delay(SPAN);
  return (processorTime([pid]) - before) / (SPAN / 1_000);
}

async function open(url: string, token: string | undefined): Promise<IncomingMessage> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const sent = request(url, { headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The stream was refused with ${response.statusCode}.`);
  response.on('error', () => undefined).resume();
  return response;
}

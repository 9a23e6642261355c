import { BenchDatabase } from '../engine/bench-database.ts';
import { percentile } from '../engine/percentile.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon, SECRET } from './bench-daemon.ts';
import { deliverAt } from './deliveries.ts';
import { Peer } from './peer.ts';
import { untilQuiet } from './until-quiet.ts';

const ROUNDS = 5;
const RATE = 200;
/** Of one side in a round. */
const SECONDS = 1;

/** How long a delivery takes to be verified and stored, beside a bare server with the same database. */
export async function benchWebhooks(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url });
  await using peer = await Peer.fork('bare-webhooks', [database.url, SECRET]);
  const rounds: { readonly ours: number[]; readonly bare: number[] }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await deliverAt(`${daemon.url}/webhooks/bench`, RATE, SECONDS);
    // What was accepted is handled; the other side must not pay for it.
    await untilQuiet(daemon);
    const bare = await deliverAt(peer.address, RATE, SECONDS);
    if (round > 0) rounds.push({ ours, bare });
  }
  const row = (at: number, most: number): Row =>
    ratioRow(
      `webhook accepted at ${RATE}/s, p${at} / bare fastify with @octokit/webhooks and one insert`,
      {
        unit: 'ms',
        value: median(rounds.map(({ ours }) => percentile(ours, at))),
        peer: median(rounds.map(({ bare }) => percentile(bare, at))),
        ratio: median(rounds.map(({ ours, bare }) => percentile(ours, at) / percentile(bare, at))),
      },
      most,
    );
  return [row(50, 2), row(99, 3)];
}

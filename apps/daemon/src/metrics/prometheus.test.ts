import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DaemonWorld } from '../fixtures/daemon-world.ts';
import { send } from '../fixtures/send.ts';
import { METRICS } from './definitions.ts';

const RULES = fileURLToPath(new URL('../../monitoring/prometheus-rules.yml', import.meta.url));
const DASHBOARD = fileURLToPath(new URL('../../monitoring/grafana-dashboard.json', import.meta.url));
const PLUGIN = fileURLToPath(new URL('../../../../examples/alert-trigger', import.meta.url));

let world: DaemonWorld;
let prometheus: ChildProcess;
let url: string;
let token: string;

beforeAll(async () => {
  world = new DaemonWorld();
  const secret = Buffer.from('a key for alerts').toString('base64');
  await world.start({ ALERTS_WEBHOOK_SECRET: `whsec_${secret}` }, {}, { plugins: [PLUGIN] });
  token = await world.token('viewer');
  const file = (name: string, text: string): string => {
    const path = join(world.folder, name);
    writeFileSync(path, text);
    return path;
  };
  const config = {
    global: { scrape_interval: '250ms', scrape_timeout: '200ms', evaluation_interval: '250ms' },
    rule_files: [RULES],
    scrape_configs: [
      {
        job_name: 'poppobuilder',
        scrape_interval: '1s',
        scrape_timeout: '1s',
        authorization: { credentials_file: file('token', token) },
        static_configs: [{ targets: [new URL(world.daemon.url).host] }],
      },
    ],
  };
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  // JSON is YAML.
  const args = [
    `--config.file=${file('prometheus.yml', JSON.stringify(config))}`,
    `--storage.tsdb.path=${join(world.folder, 'series')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  prometheus = spawn('prometheus', args, { stdio: 'ignore' });
  for (const command of ['true', 'false']) {
    await world.client.tasks.submit({ task: { type: 'custom-command', projectId: 'shop', command } });
  }
}, 120_000);

afterAll(async () => {
  prometheus.kill('SIGKILL');
  await world[Symbol.asyncDispose]();
}, 60_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ask<T>(path: string): Promise<T | undefined> {
  try {
    const { data } = (await (await fetch(`${url}/api/v1/${path}`)).json()) as { readonly data: T };
    return data;
  } catch {
    // It has not started yet.
    return undefined;
  }
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

const query = async (expression: string): Promise<readonly Sample[]> =>
  (await ask<{ readonly result: readonly Sample[] }>(`query?query=${encodeURIComponent(expression)}`))
    ?.result ?? [];

const PATIENTLY = { timeout: 60_000, interval: 200 };

it('Prometheus scrapes a daemon with the token of a viewer', async () => {
  await expect
    .poll(async () => query('up{job="poppobuilder"}'), PATIENTLY)
    .toMatchObject([{ value: [expect.any(Number), '1'] }]);
  await expect
    .poll(async () => query('poppo_task_attempts_total{project="shop"}'), PATIENTLY)
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ metric: expect.objectContaining({ outcome: 'failed' }) as object }),
      ]),
    );
  const [memory] = await query('poppo_workers_memory_bytes');
  expect(Number(memory?.value[1])).toBeGreaterThan(10_000_000);
  const workers = await query('sum(poppo_workers)');
  expect(Number(workers[0]?.value[1])).toBeGreaterThan(0);
}, 120_000);

it('promtool finds nothing to say about the metrics', async () => {
  const { text } = await send(world.daemon.url, {
    path: '/metrics',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
});

it('the rules load, and the alert about a warning of the daemon fires', async () => {
  await promisify(execFile)('promtool', ['check', 'rules', RULES]);
  for (let count = 0; count < 5; count += 1) {
    const headers = {
      'content-type': 'application/json',
      'webhook-id': `msg_${count}`,
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': 'v1,b3RoZXI=',
    };
    const body = JSON.stringify({ project: 'shop', name: 'disk', state: 'firing' });
    await send(world.daemon.url, { method: 'POST', path: '/webhooks/alerts', headers, body });
  }
  const firing = async (): Promise<readonly Sample[]> => query('ALERTS{alertstate="firing"}');
  await expect
    .poll(firing, PATIENTLY)
    .toMatchObject([{ metric: { alertname: 'PoppoWarning', code: 'WEBHOOK_SECRET', severity: 'warning' } }]);
  const rules = await ask<{
    readonly groups: readonly {
      readonly rules: readonly { readonly name: string; readonly health: string }[];
    }[];
  }>('rules');
  const loaded = (rules?.groups ?? []).flatMap((group) => group.rules);
  expect(loaded.length).toBeGreaterThan(10);
  expect(loaded.filter(({ health }) => health !== 'ok')).toEqual([]);
}, 120_000);

it('dashboard and rules use no metric that a daemon lacks, and the dashboard shows nearly all of them', () => {
  const names = (text: string): Set<string> =>
    new Set(
      text.match(/\b(?:poppo|process)_[a-z_]+/g)?.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
    );
  const [shown, alerted] = [DASHBOARD, RULES].map((path) => names(readFileSync(path, 'utf8')));
  const known = new Set(Object.keys(METRICS));
  expect([...(shown ?? []), ...(alerted ?? [])].filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => shown?.has(name) !== true)).toEqual([]);
});

it('every expression of the dashboard is one that Prometheus evaluates', async () => {
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
    readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
  };
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  for (const expression of expressions) {
    const filled = expression.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m');
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(filled)}`);
    expect([expression, answer.status]).toEqual([expression, 200]);
  }
  expect(expressions.length).toBeGreaterThan(20);
});

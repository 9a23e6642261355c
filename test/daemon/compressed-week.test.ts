import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it, vi } from 'vitest';
import { createQuickAgent, WRITES_A_FILE } from '../github/faults/quick-agent.ts';
import { processesNaming } from '../support/processes.ts';
import { randomFrom } from '../support/random.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { DeliveryProxy } from './week/delivery-proxy.ts';
import { countOpen, countWaiting, listHandled } from './week/handled-tasks.ts';
import { BOT, Organization, WEBHOOK_SECRET } from './week/organization.ts';
import { People } from './week/people.ts';
import { Progress } from './week/progress.ts';
import { mostAfter, resourcesOf, worktreesIn } from './week/resources.ts';
import { SupervisedDaemon } from './week/supervised-daemon.ts';
import { judge, missingOf, NO_HARM } from './week/verdict.ts';

const { repositories, events, kills, isWhole } = inject('week');
const seed = inject('seed');

/** Tasks that wait or run at which people wait until the daemon has caught up. */
const BACKLOG = 100;

const PATIENTLY = { timeout: 600_000, interval: 500 };

it(`${events} events in ${repositories} repositories and ${kills} kills: each event becomes one task, and each is answered once`, async () => {
  console.log(`seed ${seed}`);
  const progress = new Progress(isWhole);
  const random = randomFrom(seed);
  await using world = await TemporaryProject.create();
  // When we are root, the server's user has to enter it.
  await chmod(world.folder, 0o711);
  await chmod(world.home, 0o711);
  await using proxy = await DeliveryProxy.open(randomFrom(seed + 1));
  await using organization = await Organization.create(world.folder, repositories, proxy.url);
  const agent = createQuickAgent(world.folder);
  // Not every answer changes something.
  agent.does(`[ $(($$ % 4)) -ne 0 ] || ${WRITES_A_FILE}`);
  await world.write('poppobuilder.config.json', {
    http: { port: 0 },
    slots: 4,
    isolation: 'process',
    projects: organization.projects(agent.command, Math.max(5_000, repositories * 1_000)),
  });
  const temporary = join(world.folder, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const [repository] = organization.repositories;
  const daemon = new SupervisedDaemon({
    folder: world.folder,
    home: world.home,
    environment: {
      GITHUB_TOKEN: repository?.github.token(BOT) ?? '',
      GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
      TMPDIR: temporary,
      ANTHROPIC_API_KEY: 'sk-ant-a-key-of-the-compressed-week',
    },
  });
  const start = async (): Promise<void> => {
    proxy.target = `${await daemon.start()}/webhooks/github`;
  };
  try {
    await progress.spend('start', start);
    // What happened before the first poll of a project is not looked at.
    await progress.spend('first polls', async () =>
      vi.waitFor(async () => {
        const polls = await daemon.client.tasks.list({
          type: 'trigger:github',
          state: 'succeeded',
          limit: 1_000,
        });
        expect(new Set(polls.items.map(({ projectId }) => projectId)).size).toBe(repositories);
      }, PATIENTLY),
    );
    const before = resourcesOf(daemon.pid);
    organization.failSometimes(randomFrom(seed + 2), 0.05);

    const people = new People(organization, random);
    const killAfter = Array.from(
      { length: kills },
      (_, index) => ((index + random() * 0.8) * events) / kills,
    );
    while (people.events < events) {
      if (people.events >= (killAfter[0] ?? Infinity)) {
        killAfter.shift();
        proxy.target = undefined;
        await daemon.kill();
        daemon.setClockOff(Math.floor((random() - 0.5) * 7_200_000));
        // Some things happen while there is no daemon.
        await people.act();
        await progress.spend('restarts', start);
      } else {
        await progress.spend('people', async () => people.act());
      }
      await progress.spend('daemon', async () =>
        vi.waitUntil(async () => {
          const waiting = await countWaiting(daemon.client);
          progress.show(() => ({ events: people.events, kills: kills - killAfter.length, waiting }));
          return waiting < BACKLOG;
        }, PATIENTLY),
      );
    }
    await progress.spend('deliveries', async () => proxy.settled());
    organization.recover();
    let tasks = await listHandled(daemon.client);
    await progress
      .spend('end', async () =>
        vi.waitUntil(async () => {
          const open = await countOpen(daemon.client);
          progress.show(() => ({ events: people.events, open }));
          if (open > 0) return false;
          tasks = await listHandled(daemon.client);
          return missingOf(people, tasks).length === 0;
        }, PATIENTLY),
      )
      .catch(() => undefined);
    console.log(JSON.stringify(progress.summary()));
    console.log(JSON.stringify({ ...proxy.counts, tasks: tasks.length, events: people.events }));
    expect(await judge(organization, people, tasks)).toEqual(NO_HARM);
    const after = resourcesOf(daemon.pid);
    const most = mostAfter(before, after);
    console.log(JSON.stringify({ before, after, worktrees: worktreesIn(world.home) }));
    expect(after.memory).toBeLessThanOrEqual(most.memory);
    expect(after.handles).toBeLessThanOrEqual(most.handles);
    expect(await daemon.stop()).toMatchObject({ exitCode: 0 });
    await vi.waitFor(() => expect(processesNaming(world.folder)).toEqual([]), PATIENTLY);
    expect(readdirSync(temporary, { recursive: true })).toEqual([]);
  } finally {
    await daemon.kill();
    for (const pid of processesNaming(world.folder)) process.kill(pid, 'SIGKILL');
  }
}, 3_600_000);

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../folders.ts';
import { describeRoutes } from './api-routes.ts';
import { describeCommands } from './cli-commands.ts';
import { describeConfigKeys } from './config-keys.ts';
import { describeDaemonKeys } from './daemon-keys.ts';
import { describeErrorCodes } from './error-codes.ts';
import { listGuides } from './guides.ts';
import { describeMetrics } from './metrics.ts';
import { fillRegions } from './generated-regions.ts';
import { describeTaskEvents } from './task-events.ts';

const WRITERS = {
  'api-routes': describeRoutes,
  commands: describeCommands,
  'config-keys': describeConfigKeys,
  'daemon-keys': describeDaemonKeys,
  'error-codes': describeErrorCodes,
  guides: listGuides,
  metrics: describeMetrics,
  'task-events': describeTaskEvents,
};

/** Documents with regions that the sources write. */
const FILES = [
  'docs/README.md',
  ...['cli', 'config', 'configuration', 'errors', 'events', 'http', 'metrics'].map(
    (page) => `docs/reference/${page}.md`,
  ),
];

/** Returns the reference pages whose generated regions differ from the sources, with their new text. */
export async function findStaleReference(): Promise<ReadonlyMap<string, string>> {
  const stale = new Map<string, string>();
  for (const file of FILES) {
    const text = await readFile(join(repository, file), 'utf8');
    const filled = fillRegions(text, WRITERS);
    if (filled !== text) stale.set(file, filled);
  }
  return stale;
}

/** Writes the generated regions of the reference anew. Returns the files that changed. */
export async function writeReference(): Promise<string[]> {
  const stale = await findStaleReference();
  for (const [file, text] of stale) await writeFile(join(repository, file), text);
  return [...stale.keys()];
}

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments, USAGE } from './read-arguments.ts';
import { workOnGitHub } from './real-story.ts';
import { tellOnStandIns } from './stand-in-story.ts';
import { UsageError } from './usage-error.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
// Whoever read the output may go away: `... | head`.
process.stdout.on('error', () => stop.abort('nobody reads the output'));

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    console.error(`${message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    console.error(`\nThe demo ${stop.signal.aborted ? 'was stopped' : 'failed'}: ${message}`);
    process.exitCode = stop.signal.aborted ? 130 : 1;
  }
}

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind === 'help') return console.log(USAGE);
  if (request.kind === 'real') return workOnGitHub(request, process.env, stop.signal);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-')));
  try {
    await tellOnStandIns({ folder, signal: stop.signal, keepsOpen: request.keepsOpen });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a command that speaks as the agent does: it says these events, and ends with this exit code. */
export function scriptedAgent(
  folder: string,
  name: string,
  events: readonly object[],
  exitCode: number,
): string {
  const command = join(folder, name);
  const lines = events.map((event) => `echo '${JSON.stringify(event)}'`);
  writeFileSync(command, ['#!/bin/sh', 'read -r prompt', ...lines, `exit ${exitCode}`, ''].join('\n'), {
    mode: 0o755,
  });
  return command;
}

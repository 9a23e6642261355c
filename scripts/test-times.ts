import { relative, sep } from 'node:path';
import type { TestModule } from 'vitest/node';
import { root } from './workspace.ts';

/** Lists how long the test files of each part took together, the longest first: a package, or a folder of `test/`. */
export function describeTimes(files: readonly TestModule[]): string[] {
  const parts = Map.groupBy(files, ({ moduleId }) => partOf(moduleId));
  return [...parts]
    .map(([part, modules]) => ({
      part,
      count: modules.length,
      seconds: modules.reduce((total, file) => total + timeOf(file), 0) / 1_000,
    }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .map(({ part, count, seconds }) => `${seconds.toFixed(0).padStart(6)} s  ${part} (${count} files)`);
}

function timeOf(file: TestModule): number {
  const { duration, collectDuration, environmentSetupDuration, prepareDuration, setupDuration } =
    file.diagnostic();
  return duration + collectDuration + environmentSetupDuration + prepareDuration + setupDuration;
}

function partOf(file: string): string {
  const [room = '', folder = ''] = relative(root, file).split(sep);
  return `${room}/${folder}`;
}

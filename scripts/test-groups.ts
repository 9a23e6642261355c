import { spawnSync } from 'node:child_process';

/** Tests that need a program of the system. Those of both isolation modes drop the sandbox mode without bubblewrap. */
export interface TestGroup {
  readonly name: string;
  /** Glob of its files. */
  readonly files: string;
  readonly program: string;
}

const GROUPS: readonly TestGroup[] = [
  { name: 'demo', files: '**/demo/**', program: 'git' },
  { name: 'sandbox', files: '**/*.sandbox.test.ts', program: 'bwrap' },
  { name: 'browser', files: '**/dashboard/**', program: 'chromium' },
];

/** The groups that cannot run here, because their program is not installed. */
export function absentGroups(): TestGroup[] {
  return GROUPS.filter(({ program }) => spawnSync(program, ['--version']).error !== undefined);
}

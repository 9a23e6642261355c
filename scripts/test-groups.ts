import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

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
  { name: 'prometheus', files: '**/prometheus.test.ts', program: 'prometheus' },
];

/** The groups that cannot run here, because their program is not installed. */
export const absentGroups = (): TestGroup[] => GROUPS.filter(({ program }) => !isInstalled(program));

/** Whether a program is in PATH. It is not run for that: vitest loads its configuration once for each project. */
function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  return folders.some((folder) => existsSync(join(folder, file)));
}

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Puts what was compiled before the tests into a home, so that a pool there need not compile it. */
export function warmHome(home: string): void {
  cpSync(inject('compileCache'), join(home, 'compile-cache'), { recursive: true });
}

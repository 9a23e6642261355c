import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resolveHomeFolder } from './home-folder.ts';

const MODULE = fileURLToPath(new URL('home-folder.ts', import.meta.url));

describe('the home folder', () => {
  it('comes from the environment of a real process, which is an object of its own kind', () => {
    const script = `import { resolveHomeFolder } from ${JSON.stringify(MODULE)};
      console.log(resolveHomeFolder(), resolveHomeFolder(process.env));`;
    const environment = { ...process.env, POPPOBUILDER_HOME: '/data/poppobuilder' };
    const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: environment });
    expect(String(told).trim()).toBe('/data/poppobuilder /data/poppobuilder');
  });

  it.each([
    [null, 'expected record, received null'],
    [['A=1'], 'expected record, received array'],
    [{ A: 1 }, 'A: expected string, received number'],
  ])('is not looked for in %j', (environment, problem) => {
    expect(() => resolveHomeFolder(environment as never)).toThrow(problem);
  });
});

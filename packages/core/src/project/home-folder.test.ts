import { expect, it } from 'vitest';
import { runTool } from '../process/spawn-child.ts';
import { resolveHomeFolder } from './home-folder.ts';

it.each([
  ['a plain object', { POPPOBUILDER_HOME: '/srv/poppo', OTHER: undefined }],
  ['an object without a prototype', Object.assign(Object.create(null), { POPPOBUILDER_HOME: '/srv/poppo' })],
  ['an instance', Object.assign(new Map(), { POPPOBUILDER_HOME: '/srv/poppo' })],
])('the home folder is taken from %s', (_how, environment: NodeJS.ProcessEnv) => {
  expect(resolveHomeFolder(environment)).toBe('/srv/poppo');
});

// Vitest replaces it with a plain object.
it("is taken from Node's own process.env", () => {
  const module = new URL('home-folder.ts', import.meta.url).href;
  const script = `import { resolveHomeFolder } from ${JSON.stringify(module)};
    process.env.POPPOBUILDER_HOME = '/srv/poppo';
    console.log(resolveHomeFolder(process.env), resolveHomeFolder());`;
  const flags = ['--conditions=@poppobuilder/source', '--input-type=module'];
  expect(runTool(process.execPath, [...flags, '--eval', script])).toBe('/srv/poppo /srv/poppo\n');
});

it.each([null, 5, 'PATH=/bin', [], { PATH: 5 }])('refuses %j', (environment) => {
  expect(() => resolveHomeFolder(environment as unknown as NodeJS.ProcessEnv)).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG' }),
  );
});

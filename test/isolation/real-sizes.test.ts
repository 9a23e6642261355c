import { freemem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { endsAlone, type BadHandler } from './bad-handlers.ts';
import { PoolWorld, resultOf } from './pool-world.ts';

const command = (line: string): BadHandler['fields'] => ({ program: 'sh', args: ['-c', line] });
const code = 'RESOURCE_LIMIT';
const type = 'misbehave';
const memory = /used [\d.]+GB of memory; its memoryLimit is 2GB/;

const large: readonly BadHandler[] = [
  {
    title: '3 GB of JavaScript values',
    type,
    fields: { how: 'fill the heap', amount: 3_072 },
    code,
    message: /memoryLimit (of|is) 2GB/,
  },
  { title: '3 GB of buffers', type, fields: { how: 'fill buffers', amount: 3_072 }, code, message: memory },
  {
    title: '3 GB of a command',
    type: 'command',
    fields: command('head -c 3G /dev/zero | tail | wc -c'),
    code,
    message: memory,
  },
  {
    title: '1 GB of output',
    type: 'command',
    fields: command("head -c 1G /dev/zero | tr '\\0' x"),
    code,
    message: /wrote \d+ bytes; its outputLimit is 536870912 bytes/,
  },
];

const ROOM = 5 * 1024 ** 3;

describe.skipIf(freemem() < ROOM)(
  'with the limits a pool has by itself, its own task alone is ended by',
  () => {
    it.each(large)(
      '$title',
      async (bad) => {
        expect(await endsAlone('process', {}, bad)).toMatch(bad.message);
      },
      120_000,
    );
  },
);

describe('output over the limit of a command', () => {
  it('is cut, and the task continues', async () => {
    await using world = new PoolWorld('process');
    const fields = {
      ...command("head -c 64M /dev/zero | tr '\\0' x"),
      maxOutputBytes: 1_000,
      showsOutput: false,
    };
    const { stdout, truncated } = resultOf(await world.run(world.task('command', fields)));
    expect(truncated).toBe(true);
    expect(String(stdout).length).toBeLessThan(2_000);
  }, 60_000);
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

it('a log is rotated by size, compressed, private to its user, and does not grow', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poppo-log-'));
  try {
    const write = async (from: number, to: number): Promise<void> => {
      const problems: Error[] = [];
      const log = openLogFile(join(folder, 'daemon.log'), { maxSize: '1KB', maxFiles: 2 }, (error) =>
        problems.push(error),
      );
      for (let line = from; line < to; line += 1) log.info(`line ${line} ${'x'.repeat(100)}`);
      await log.close();
      expect(problems).toEqual([]);
    };
    await write(0, 100);
    // Another daemon goes on in the same file.
    await write(100, 200);
    const names = readdirSync(folder).toSorted();
    expect(names).toEqual(['daemon.log', 'daemon.log.1.gz', 'daemon.log.2.gz']);
    for (const name of names) {
      const { mode, size } = statSync(join(folder, name));
      expect([name, mode & 0o777, size <= 2_048]).toEqual([name, 0o600, true]);
    }
    const before = gunzipSync(readFileSync(join(folder, 'daemon.log.1.gz'))).toString();
    const current = readFileSync(join(folder, 'daemon.log'), 'utf8');
    expect(before + current).toMatch(/^[\d-]+T[\d:.]+Z info line \d+ x+\n/);
    expect(before + current).toContain('line 199');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';

const { values, positionals } = parseArgs({
  options: { quiet: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const filters = positionals.map((name) => `--filter=${name}`);

const { ok, output } = await runCommand('turbo', ['run', 'build', ...filters]);
if (!ok) {
  process.stderr.write(output);
  process.exitCode = 1;
}
if (!ok || !values.quiet) console.error(`build: ${ok ? 'ok' : 'failed'}`);

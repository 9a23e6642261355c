import { parseCLI, startVitest, type Vitest } from 'vitest/node';
import { runCommand } from './run-command.ts';
import { absentGroups } from './test-groups.ts';
import {
  counts as testCounts,
  isolationModes,
  runsBothModes,
  scale,
  seed,
  workers,
} from './test-settings.ts';
import { describeTimes } from './test-times.ts';

interface Counts {
  passed: number;
  failed: number;
}

const startedAt = performance.now();
const build = await runCommand('turbo', ['run', 'build']);
if (!build.ok) process.stderr.write(build.output);

const counts = build.ok ? await runTests() : { passed: 0, failed: 1 };
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
console.log(`test: ${Math.round((performance.now() - startedAt) / 1_000)} s in all`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);

async function runTests(): Promise<Counts> {
  const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
  for (const { name, program } of absentGroups()) {
    console.log(`Left out: ${name}, because ${program} is not installed.`);
  }
  process.env['POPPOBUILDER_TEST_BUILT'] = '1';
  console.log(`POPPOBUILDER_TEST_SCALE=${scale} POPPOBUILDER_TEST_SEED=${seed}`);
  console.log(`The seed selects the variants of a test that run: at most ${testCounts.variants} of each.`);
  if (isolationModes.length > 1 && !runsBothModes) {
    console.log(
      'Tests of both isolation modes run in one that the seed decides; with a scale of 10 in both.',
    );
  }
  const vitest = await startVitest('test', filter, { ...options, watch: false });
  const result = count(vitest);
  console.log(`Seconds of test files by part; ${workers} files ran at once:`);
  console.log(describeTimes(vitest.state.getTestModules()).join('\n'));
  await vitest.close();
  return result;
}

/** A file that does not load and an error outside every test count as one failure each: neither may end in "0 failed". */
function count(vitest: Vitest): Counts {
  let passed = 0;
  let failed = vitest.state.getUnhandledErrors().length;
  for (const file of vitest.state.getTestModules()) {
    let failedTests = 0;
    for (const test of file.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      // A test that is still pending never ran, because its file broke off.
      if (state === 'failed' || state === 'pending') failedTests += 1;
    }
    failed += failedTests === 0 && !file.ok() ? 1 : failedTests;
  }
  return { passed, failed };
}

import { parseArgs } from 'node:util';
import { listReports } from './api-reports/list-reports.ts';
import { isKnown, remember } from './api-reports/known-reports.ts';
import { compile, makeReport } from './api-reports/make-report.ts';
import { listPackages } from './workspace.ts';

// Compares the public types of each published package, as built, with its reports in `etc/`. `--update` writes them.
const { values, positionals } = parseArgs({
  options: { update: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const packages = listPackages().filter(
  ({ manifest }) =>
    manifest.private !== true && (positionals.length === 0 || positionals.includes(manifest.name)),
);

const unknown = packages.filter((member) => !isKnown(member));
const compiled = compile(unknown);
for (const member of unknown) {
  const problems = listReports(member).flatMap((report) =>
    makeReport(member, report, compiled, values.update),
  );
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else remember(member);
}

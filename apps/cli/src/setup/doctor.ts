import { examine, type Finding, type FindingStatus } from '@poppobuilder/daemon/setup';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { createStyle, Output, type StyleName } from '../output/output.ts';
import { printableLine } from '../output/printable.ts';
import { daemonEnvironment } from './daemon-environment.ts';

/** Flags of `poppo doctor`. */
export interface DoctorOptions {
  readonly config?: string | undefined;
  readonly deep?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const STYLES: Readonly<Record<FindingStatus, StyleName>> = { ok: 'green', warning: 'yellow', failed: 'red' };

/** Tries what the daemon needs, and resolves with the exit code: 1 when something does not work. */
export async function doctor({ config, deep = false, json = false }: DoctorOptions): Promise<number> {
  const stdout = new Output(process.stdout);
  const style = createStyle(process.stdout);
  const show = ({ check, project, status, message, fix }: Finding): void => {
    const name = project === undefined ? check : `${check} of ${project}`;
    stdout.write(`${style(STYLES[status], status.padEnd(8))}${name}: ${printableLine(message)}\n`);
    if (fix !== undefined) stdout.write(`        ${style('cyan', 'fix:')} ${printableLine(fix)}\n`);
  };
  let exitCode = 0;
  const builtInPlugins = BUILT_IN_NAMES.map((name) => import.meta.resolve(name));
  const environment = daemonEnvironment(process.env);
  for await (const finding of examine({ config, builtInPlugins, environment, isDeep: deep })) {
    if (finding.status === 'failed') exitCode = 1;
    if (json) stdout.write(`${JSON.stringify(finding)}\n`);
    else show(finding);
  }
  await stdout.flush();
  return exitCode;
}

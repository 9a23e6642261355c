import { relative } from 'node:path';
import { findConfigurationIn } from '@poppobuilder/daemon/configuration';
import { demandConsent } from '../commands/confirm-change.ts';
import { createPrinter } from '../daemon/print.ts';
import { checkConfiguration } from '../daemon/read-configuration.ts';
import { printableLine } from '../output/printable.ts';
import { describeWebhook } from './describe-webhook.ts';
import { inferProject } from './infer-project.ts';
import { setUpProjects } from './set-up-projects.ts';
import { writeConfiguration } from './write-configuration.ts';

/** Flags of `poppo init`. */
export interface InitOptions {
  /** Whether not to ask. */
  readonly yes?: boolean | undefined;
}

/**
 * Writes the configuration of a daemon into this folder, unless there is one, and sets up the repositories of its projects. Rejects
 * with `INVALID_CONFIG` when nobody can be asked, with `TASK_CANCELLED`, and with what GitHub says is wrong.
 */
export async function init({ yes = false }: InitOptions): Promise<void> {
  const folder = process.cwd();
  const existing = findConfigurationIn(folder);
  const print = createPrinter();
  let file = existing;
  if (file === undefined) {
    demandConsent({ yes });
    const inferred = await inferProject(folder);
    const answers = yes ? inferred : await (await import('./ask.ts')).ask(inferred);
    file = writeConfiguration(folder, answers);
    print.lines(`${relative(folder, file)} is written.`);
  } else {
    print.lines(`${relative(folder, file)} exists already, and stays as it is.`);
  }
  const { configuration } = await checkConfiguration(file, false);
  await setUpProjects(configuration, (line) => print.lines(printableLine(line)));
  print.lines(...describeWebhook(configuration));
  print.lines(
    '',
    'Next: `poppo doctor` tries everything that the daemon needs, and `poppo start` starts it.',
  );
  await print.flush();
}

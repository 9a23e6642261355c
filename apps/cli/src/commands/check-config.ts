import { readConfiguration } from '../daemon/read-configuration.ts';
import { Output } from '../output/output.ts';

/** Flags of `poppo config check`. */
export interface CheckConfigOptions {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Checks the configuration of a daemon. Rejects with an `INVALID_CONFIG` that lists every mistake. */
export async function checkConfig({ config, json = false }: CheckConfigOptions): Promise<void> {
  const { file, configuration, warnings } = await readConfiguration(config);
  const projects = Object.keys(configuration.projects);
  const stdout = new Output(process.stdout);
  if (json) stdout.write(`${JSON.stringify({ file, projects, warnings })}\n`);
  else {
    for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
    stdout.write(`${file} is valid. Projects: ${projects.join(', ') || 'none'}.\n`);
  }
  await stdout.flush();
}

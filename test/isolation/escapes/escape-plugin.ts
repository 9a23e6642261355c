import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  CommandRunner,
  definePlugin,
  defineTaskHandler,
  type Permissions,
  type Plugin,
  type TaskHandler,
} from '@poppobuilder/core';
import { z } from 'zod';
import { CORPUS } from './corpus/index.ts';
import { type Attempt, type Grant, GRANTS, type Load, type Place } from './escape-case.ts';

/** The task type whose handler has declared a grant. */
export const typeOf = (grant: Grant): string => `escape-${grant.replaceAll(' ', '-')}`;

const input = z.strictObject({ name: z.string(), place: z.custom<Place>() });
const output = z.object({ reported: z.string() });
const load = createRequire(import.meta.url) as Load;

/** What an attempt reports, in hexadecimal digits: nothing masks those. */
const hex = (text: string): string => Buffer.from(text).toString('hex');

function perform(attempt: Attempt, place: Place): unknown {
  if ('file' in attempt) return readFileSync(attempt.file(place), 'latin1');
  if ('write' in attempt) return writeFileSync(attempt.write(place), 'written by a handler');
  if ('script' in attempt) return attempt.script(place, load);
  return '';
}

async function handle(attempt: Attempt, place: Place): Promise<string> {
  try {
    return String(await perform(attempt, place));
  } catch (error) {
    return String(error);
  }
}

async function command(attempt: Attempt, place: Place, commands: CommandRunner): Promise<string> {
  const line = lineOf(attempt, place);
  const env = {
    ...Object.fromEntries(Object.entries(place).map(([name, value]) => [name, String(value)])),
    ...line.env,
    node: process.execPath,
    place: JSON.stringify(place),
  };
  const script = `{ ${line.shell}\n} 2>&1 </dev/null | od -An -v -tx1 | tr -d ' \\n'`;
  const { stdout } = await commands.run('/bin/sh', ['-c', script], { env, reject: false, log: false });
  return stdout;
}

function lineOf(attempt: Attempt, place: Place): { shell: string; env: Record<string, string> } {
  if ('file' in attempt) return { shell: 'cat "$target"', env: { target: attempt.file(place) } };
  if ('write' in attempt) {
    return { shell: 'printf "written by a command" > "$target"', env: { target: attempt.write(place) } };
  }
  if ('shell' in attempt) return { shell: attempt.shell, env: {} };
  const program = `(async () => String(await (${String(attempt.script)})(JSON.parse(process.env.place), require)))()
    .then(console.log, (error) => console.log(String(error)))`;
  return { shell: '"$node" -e "$program"', env: { program } };
}

function attemptOf(name: string): Attempt {
  const found = CORPUS.find((one) => one.name === name)?.attempt ?? CONTROLS[name];
  if (found === undefined) throw new Error(`There is no case ${name}.`);
  return found;
}

/** What must work everywhere: an attempt that fails for another reason than isolation would prove nothing. */
const CONTROLS: Readonly<Record<string, Attempt>> = {
  file: { file: ({ project }) => `${project}/folder/file.txt` },
  write: { write: ({ project }) => `${project}/made` },
  script: {
    script: async ({ project }, give) => give('node:fs').promises.readFile(`${project}/folder/file.txt`),
  },
  shell: { shell: 'cat "$project/folder/file.txt"' },
};

const handlers = Object.entries(GRANTS).flatMap(
  ([grant, permissions]: [string, Permissions]): TaskHandler[] => {
    const common = { description: 'Tries to get out.', input, output, permissions };
    const type = typeOf(grant as Grant);
    return [
      defineTaskHandler({
        ...common,
        type,
        handle: async ({ name, place }) => ({
          success: true,
          reported: hex(await handle(attemptOf(name), place)),
        }),
      }),
      defineTaskHandler({
        ...common,
        type: `${type}-by-command`,
        services: { commands: CommandRunner },
        handle: async ({ name, place }, _context, { commands }) => ({
          success: true,
          reported: await command(attemptOf(name), place, commands),
        }),
      }),
    ];
  },
);

const plugin: Plugin = definePlugin({ name: '@poppobuilder/test/escapes', apiVersion: 1, handlers });

export default plugin;

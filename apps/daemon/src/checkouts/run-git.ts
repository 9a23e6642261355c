import { once } from 'node:events';
import { devNull } from 'node:os';
import { text } from 'node:stream/consumers';
import { findHostProgram, hostSearchPath, spawnChild } from '@poppobuilder/core/runner-kit';
import type { CloneSource } from './clone-source.ts';

/** Where git runs, and with which credentials. */
export interface GitOptions {
  /** An existing folder. */
  readonly cwd: string;
  /** Its git folder; nothing is looked for. */
  readonly gitFolder?: string | undefined;
  /** The daemon's environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Signs in to the host of this source. @defaultValue no credentials */
  readonly source?: CloneSource | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A clone of a large repository takes a while. In milliseconds. */
const TIMEOUT = 30 * 60_000;

/** Variables that git needs to reach the network. */
const PASSED =
  /^(TMPDIR|SSH_AUTH_SOCK|(HTTP|HTTPS|ALL|NO)_PROXY|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|SYSTEMROOT)$/i;

/** Nothing that a repository configures starts a program. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', devNull],
  ['core.excludesFile', devNull],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['protocol.ext.allow', 'never'],
  ['credential.helper', ''],
];

/**
 * Runs git without anybody's configuration, and returns what it prints. It is taken from the PATH by the rules of
 * {@link findHostProgram}, because it may have a token. Rejects with what git says is wrong.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<string> {
  const { cwd, signal } = options;
  const limit = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(signal === undefined ? [] : [signal])]);
  limit.throwIfAborted();
  const environment = environmentOf(options);
  const program = findHostProgram('git', options.environment['PATH']);
  if (program === undefined) throw new Error('git was not found on the PATH.');
  const child = spawnChild(program, args, { cwd, environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill();
  limit.addEventListener('abort', stop, { once: true });
  const { stdout: out, stderr: errors } = child;
  if (out === null || errors === null) throw new Error(`git ${args[0]} could not be started.`);
  try {
    const [stdout, stderr, [exitCode]] = await Promise.all([text(out), text(errors), once(child, 'close')]);
    if (exitCode === 0) return stdout;
    const [first = ''] = stderr.trim().split('\n');
    const said = first === '' ? `it ended with ${exitCode ?? 'a signal'}` : first.replace(/^fatal: /, '');
    throw new Error(`git ${args[0]} failed: ${said.replace(/\.?$/, '.')}`);
  } finally {
    limit.removeEventListener('abort', stop);
  }
}

function environmentOf({ environment, gitFolder, source }: GitOptions): NodeJS.ProcessEnv {
  const passed = Object.entries(environment).filter(([name]) => PASSED.test(name));
  const settings = [...SETTINGS, ...signIn(source)];
  return {
    ...Object.fromEntries(passed),
    PATH: hostSearchPath(environment['PATH']),
    LANG: 'C',
    LC_ALL: 'C',
    HOME: devNull,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: 'https:http:file:ssh:git',
    ...(gitFolder === undefined ? {} : { GIT_DIR: gitFolder }),
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** The token goes to the host of the source alone, and only in git's environment. */
function signIn(source: CloneSource | undefined): readonly (readonly [string, string])[] {
  if (source?.token === undefined || !/^https?:/.test(source.url)) return [];
  const credentials = Buffer.from(`x-access-token:${source.token}`).toString('base64');
  return [[`http.${new URL(source.url).origin}/.extraHeader`, `Authorization: Basic ${credentials}`]];
}

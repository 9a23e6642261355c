import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
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

/** Variables that git needs to find programs and to reach the network. */
const PASSED =
  /^(PATH|TMPDIR|SSH_AUTH_SOCK|(HTTP|HTTPS|ALL|NO)_PROXY|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|SYSTEMROOT)$/i;

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

const execute = promisify(execFile);

/** Runs git without anybody's configuration, and returns what it prints. Rejects with what git says is wrong. */
export async function runGit(args: readonly string[], options: GitOptions): Promise<string> {
  const { cwd, signal } = options;
  try {
    const { stdout } = await execute('git', args, {
      cwd,
      env: environmentOf(options),
      timeout: TIMEOUT,
      maxBuffer: 64 * 1024 ** 2,
      signal,
    });
    return stdout;
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const [first = message] = stderr.trim() === '' ? [] : stderr.trim().split('\n');
    const said = first.replace(/^fatal: /, '').replace(/\.?$/, '.');
    throw new Error(`git ${args[0]} failed: ${said}`, { cause: error });
  }
}

function environmentOf({ environment, gitFolder, source }: GitOptions): NodeJS.ProcessEnv {
  const passed = Object.entries(environment).filter(([name]) => PASSED.test(name));
  const settings = [...SETTINGS, ...signIn(source)];
  return {
    ...Object.fromEntries(passed),
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

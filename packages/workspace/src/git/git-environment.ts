import { devNull } from 'node:os';
import type { RemoteCredentials } from '../workspaces.ts';

type Variables = Readonly<Record<string, string>>;
type Settings = readonly (readonly [key: string, value: string])[];

/** Variables of the task that git with credentials receives: to find programs and to reach the network. */
const PASSED =
  /^(PATH|TMPDIR|SSH_AUTH_SOCK|(HTTP|HTTPS|ALL|NO)_PROXY|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|SYSTEMROOT)$/i;

const SILENT: Variables = {
  LANG: 'C',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** Settings that turn off background work and every program that a repository could configure. */
const QUIET: Settings = [
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['protocol.ext.allow', 'never'],
];

const MIRROR: Settings = [
  ...QUIET,
  ['core.autocrlf', 'false'],
  ['core.excludesFile', devNull],
  ['core.attributesFile', devNull],
  ['core.quotePath', 'false'],
  ['core.filesRefLockTimeout', '100'],
  ['core.packedRefsTimeout', '100'],
  ['index.version', '2'],
  ['checkout.workers', '0'],
  ['credential.helper', ''],
  ['advice.addEmbeddedRepo', 'false'],
];

/** Options of {@link mirrorEnvironment}. */
export interface MirrorEnvironmentOptions {
  /** Environment of the task. */
  readonly task: Variables;
  /** The mirror. */
  readonly repository: string;
  /** An empty folder that agents cannot write. */
  readonly home: string;
  readonly credentials?: RemoteCredentials | undefined;
  /** A worktree to treat as plain files, and the index of it that agents cannot write. */
  readonly files?: { readonly worktree: string; readonly index: string } | undefined;
  /** Further variables, such as `GIT_AUTHOR_NAME`. */
  readonly more?: Variables | undefined;
}

/** Returns the complete environment of git on the mirror. Credentials are passed only in its configuration. */
export function mirrorEnvironment(options: MirrorEnvironmentOptions): Variables {
  const { task, repository, home, credentials, files, more } = options;
  const passed = Object.entries(task).filter(([name]) => PASSED.test(name));
  return {
    ...Object.fromEntries(passed),
    ...SILENT,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_DIR: repository,
    GIT_ALLOW_PROTOCOL: 'https:http:file:ssh:git',
    ...(files === undefined ? {} : { GIT_WORK_TREE: files.worktree, GIT_INDEX_FILE: files.index }),
    ...more,
    ...settings([...ownSettings(task), ...MIRROR, ...signIn(credentials)]),
  };
}

/** Returns the environment of git in the agent's own repository, which must not reach anything outside. */
export function agentRepositoryEnvironment(task: Variables, gitFolder: string): Variables {
  const kept = Object.entries(task).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    ...SILENT,
    GIT_DIR: gitFolder,
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    ...settings([...QUIET, ['core.alternateRefsCommand', 'true'], ['core.sshCommand', 'false']]),
  };
}

function signIn(credentials: RemoteCredentials | undefined): Settings {
  if (credentials === undefined) return [];
  const { url, username, password } = credentials;
  const token = Buffer.from(`${username}:${password}`).toString('base64');
  return [[`http.${url}.extraHeader`, `Authorization: Basic ${token}`]];
}

/** Returns the git configuration in the task's environment, such as `url.<base>.insteadOf`. */
function ownSettings(task: Variables): Settings {
  const count = Number(task['GIT_CONFIG_COUNT'] ?? 0);
  if (!Number.isInteger(count) || count < 0) return [];
  return Array.from({ length: count }, (_, index): readonly [string, string] => [
    task[`GIT_CONFIG_KEY_${index}`] ?? '',
    task[`GIT_CONFIG_VALUE_${index}`] ?? '',
  ]).filter(([key]) => key !== '');
}

function settings(entries: Settings): Variables {
  const numbered = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...(Object.fromEntries(numbered) as Variables) };
}

import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { isReserved, matchesName, sourceVariables } from '../configuration/variable-names.ts';
import type { CoreConfig } from './core-config.ts';
import { missingToolchainVariables, TOOLCHAIN_VARIABLES } from './toolchains.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string>>;

const ALLOWED_NAMES: ReadonlySet<string> = new Set(
  [
    'PATH HOME USER LOGNAME SHELL LANG TZ TMPDIR TERM',
    'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy',
    'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE GIT_SSL_CAINFO',
  ].flatMap((names) => names.split(' ')),
);

/** What a process cannot start without on Windows; names are case-insensitive there. */
const ALLOWED_NAMES_WINDOWS: ReadonlySet<string> = new Set(
  [
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP USERPROFILE USERNAME',
    'APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) NUMBER_OF_PROCESSORS',
  ].flatMap((names) => names.split(' ')),
);

/** Credentials of exporters of telemetry: only this process sends to a collector. */
const OF_EXPORTERS = /^OTEL_EXPORTER_OTLP_(\w+_)?(HEADERS|CLIENT_KEY|CLIENT_CERTIFICATE)$/i;

/**
 * The environment of a project's processes: an allowlist of the host's, with what
 * sections declare, then the project's own, and what the toolchains on the
 * PATH need. No secret that a section declares is in it.
 */
export function resolveEnvironment(
  host: NodeJS.ProcessEnv,
  project: {
    readonly projectId: string;
    readonly workerId: string;
    readonly config: CoreConfig;
    /** Names of variables that sections want seen. */
    readonly declared: readonly string[];
  },
): Environment {
  const passed = new Set([...(project.config.passEnvironment ?? []), ...project.declared]);
  const variables = {
    ...pickVariables(host, (name) => isAllowed(name) || (passed.has(name) && !OF_EXPORTERS.test(name))),
    ...project.config.environment,
  };
  return {
    ...missingToolchainVariables(variables),
    ...variables,
    POPPOBUILDER_PROJECT_ID: project.projectId,
    POPPOBUILDER_WORKER_ID: project.workerId,
  };
}

/**
 * Returns the variables of the host that are seen only because a section wants them, by section. What a secret comes from
 * is never among them.
 */
export function sectionVariables(
  host: NodeJS.ProcessEnv,
  config: CoreConfig,
  declarations: readonly SectionDeclaration[],
): Readonly<Record<string, readonly string[]>> {
  const wanting = declarations.filter(({ environment }) => environment.length > 0);
  if (wanting.length === 0) return {};
  const secrets = declarations.flatMap((declaration) => declaration.secrets);
  const sources = secrets.flatMap(sourceVariables);
  const others = new Set([...(config.passEnvironment ?? []), ...Object.keys(config.environment ?? {})]);
  const names = Object.keys(host).filter(
    (name) =>
      !isAllowed(name) &&
      !others.has(name) &&
      !matchesName(name, sources) &&
      !secrets.some((secret) => isReserved(name, secret)),
  );
  return Object.fromEntries(
    wanting.map(({ name, environment }) => [
      name,
      names.filter((variable) => matchesName(variable, environment)),
    ]),
  );
}

function isAllowed(name: string): boolean {
  if (ALLOWED_NAMES.has(name) || TOOLCHAIN_VARIABLES.has(name) || name.startsWith('LC_')) return true;
  if (process.platform !== 'win32') return false;
  const upper = name.toUpperCase();
  return ALLOWED_NAMES.has(upper) || ALLOWED_NAMES_WINDOWS.has(upper);
}

function pickVariables(host: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && wanted(name)) picked[name] = value;
  }
  return picked;
}

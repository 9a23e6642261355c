import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/**
 * Writes an `.npmrc` for the registry into a folder, and returns the environment in which npm, pnpm and Yarn use it.
 */
export async function writeUserConfig(folder: string, url: string): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, '.npmrc');
  const { host } = new URL(url);
  await writeFile(file, `registry=${url}\n//${host}/:_authToken=for-tests\n`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm|pnpm|yarn)_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    npm_config_userconfig: file,
    npm_config_registry: url,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    // What a port of the past offered is no answer for this one.
    pnpm_config_cache_dir: join(folder, 'pnpm'),
    pnpm_config_registry: url,
    // Yarn takes a version that it has, whatever is in it now.
    YARN_GLOBAL_FOLDER: join(folder, 'yarn'),
    // pnpm would list fresh versions in a file of the project.
    pnpm_config_minimum_release_age: '0',
    // Yarn calls what was published within the last days quarantined.
    YARN_NPM_MINIMAL_AGE_GATE: '0',
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: '0',
    // Where CI is set, Yarn would otherwise refuse to write its lock file.
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  };
}

import { isAbsolute } from 'node:path';
import { type ConfigSection, defineConfigSection, MAX_TIMEOUT } from '@poppobuilder/core';
import { withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Where a project lives on GitHub. */
export interface GitHubConfig {
  /** @defaultValue from the checkout's `origin` */
  readonly owner?: string | undefined;
  /** @defaultValue from the checkout's `origin` */
  readonly repo?: string | undefined;
  /** URL of the REST API, for GitHub Enterprise. @defaultValue 'https://api.github.com' */
  readonly baseUrl?: string | undefined;
  /** Where git clones from and pushes to. @defaultValue the checkout's `origin` */
  readonly cloneUrl?: string | undefined;
  /** A GitHub App to sign in as, in place of a token. */
  readonly auth?: GitHubAppConfig | undefined;
  /** How far apart writes are kept. */
  readonly throttle?: GitHubThrottleConfig | undefined;
  /** Milliseconds that one call may wait for a rate limit to end before it fails. @defaultValue 60000 (1 minute) */
  readonly maxWait?: number | undefined;
}

/** A GitHub App. */
export interface GitHubAppConfig {
  readonly appId: number;
  /** @defaultValue the installation of the repository */
  readonly installationId?: number | undefined;
  /** Absolute path of the App's private key, a PEM file that only its owner can read. */
  readonly privateKeyFile: string;
}

/** Milliseconds between calls that change something, as GitHub asks of its clients. */
export interface GitHubThrottleConfig {
  /** Between writes. @defaultValue 1000 on github.com, else 0 */
  readonly write?: number | undefined;
  /** Between writes that notify people. @defaultValue 3000 on github.com, else 0 */
  readonly notification?: number | undefined;
}

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    /** Wins over every other source of the token. Taken out of the configuration and masked everywhere. */
    readonly githubToken?: string;
    readonly github?: GitHubConfig;
  }
}

const name = withoutNul.min(1);
const milliseconds = z.int().min(0).max(MAX_TIMEOUT);

/** The section `github` of a project's configuration. */
export const githubConfig: ConfigSection<GitHubConfig> = defineConfigSection({
  name: 'github',
  schema: z.strictObject({
    owner: name
      .optional()
      .describe("Owner of the repository. By default from cloneUrl or the checkout's origin."),
    repo: name
      .optional()
      .describe("Name of the repository. By default from cloneUrl or the checkout's origin."),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: 'REST API, for GitHub Enterprise.', default: 'https://api.github.com' }),
    cloneUrl: name
      .optional()
      .describe(
        "URL or folder that git clones from and pushes to. By default the checkout's origin, if that is on the network.",
      ),
    auth: z
      .strictObject({
        appId: z.int().min(1).describe('Id of the App.'),
        installationId: z
          .int()
          .min(1)
          .optional()
          .describe('Id of the installation. By default that of the repository.'),
        privateKeyFile: name
          .refine((path) => isAbsolute(path), 'must be an absolute path')
          .describe("Absolute path of the App's private key, a PEM file with mode 0600."),
      })
      .optional()
      .describe('A GitHub App in place of a token.'),
    throttle: z
      .strictObject({
        write: milliseconds.optional().describe('Between writes: 1000 on github.com, else 0 by default.'),
        notification: milliseconds
          .optional()
          .describe('Between writes that notify people: 3000 on github.com, else 0 by default.'),
      })
      .optional()
      .describe('Milliseconds between calls that change something.'),
    maxWait: milliseconds
      .optional()
      .meta({ description: 'Milliseconds that one call may wait for a rate limit to end.', default: 60_000 }),
  }),
  secrets: [
    {
      name: 'github',
      title: 'GitHub token',
      sources: [
        { from: 'task', field: 'githubToken' },
        { from: 'credentials', key: 'githubToken' },
        { from: 'key-file', key: 'auth', path: 'privateKeyFile', as: 'privateKey' },
        { from: 'variable', name: 'GITHUB_TOKEN_<ID>' },
        { from: 'variable', name: 'GITHUB_TOKEN' },
        { from: 'variable', name: 'GH_TOKEN' },
      ],
      reserved: ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'],
    },
  ],
  sandbox: { repositories: ['cloneUrl'] },
});

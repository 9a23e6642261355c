import { type Secret, TaskError } from '@poppobuilder/core';

/** The credentials of a client. */
export type SignIn =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: number;
      readonly installationId: number | undefined;
      readonly privateKey: string;
    };

/** Returns the credentials in the secret `github`. Throws `MISSING_CREDENTIALS` when they are missing or incomplete. */
export function readSignIn(secret: Secret | undefined): SignIn {
  if (typeof secret === 'string' && secret !== '') return { kind: 'token', token: secret };
  if (typeof secret === 'object') {
    const { appId, installationId, privateKey } = secret;
    if (appId !== undefined && privateKey !== undefined) {
      return {
        kind: 'app',
        appId: Number(appId),
        installationId: installationId === undefined ? undefined : Number(installationId),
        privateKey,
      };
    }
  }
  throw new TaskError({
    code: 'MISSING_CREDENTIALS',
    message:
      'There is no token for GitHub. Set GITHUB_TOKEN, or githubToken in .poppo/credentials.json, or github.auth for a GitHub App.',
    component: 'github',
  });
}

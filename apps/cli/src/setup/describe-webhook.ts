import type { DaemonConfiguration } from '@poppobuilder/daemon/configuration';

/** Returns how to set up webhooks; nothing where no project works on GitHub. */
export function describeWebhook({ projects, http }: DaemonConfiguration): string[] {
  const repositories = Object.values(projects)
    .filter(({ triggers }) => triggers['github'] !== undefined)
    .flatMap(({ repository }) => repository ?? []);
  if (repositories.length === 0) return [];
  const url = http.publicUrl ?? 'https://<address of the daemon>';
  return [
    '',
    'The daemon asks GitHub once a minute. With a webhook it reacts at once:',
    `  1. Choose a secret (openssl rand -hex 32), and set GITHUB_WEBHOOK_SECRET in the environment of the daemon.`,
    `  2. Add a webhook in Settings > Webhooks of ${repositories.join(', ')}:`,
    `     payload URL ${url.replace(/\/$/, '')}/webhooks/github, content type application/json, that secret, and`,
    '     the events Issues, Issue comments, Pull requests, Pull request reviews, Pull request review comments, Check runs, Check suites.',
    ...(http.publicUrl === undefined
      ? ['  3. Set http.publicUrl in the configuration to that address.']
      : []),
  ];
}

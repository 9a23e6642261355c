import { join } from 'node:path';
import type { ServiceSpec } from './service-spec.ts';

/** Name of the agent. */
export const LAUNCHD_LABEL = 'dev.poppobuilder.daemon';

/** How long running tasks may take to finish. In seconds. */
const EXIT_TIMEOUT = 330;

/** Returns the text of a property list for launchd. The same spec always gives the same text. */
export function launchdAgent({ command, folder, home, environment }: ServiceSpec): string {
  const log = ['--log-file', join(home, 'logs', 'daemon.log')];
  const crashes = string(join(home, 'logs', 'crash.log'));
  const variables = Object.entries(environment).flatMap(([name, value]) => [key(name), string(value)]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    key('Label'),
    string(LAUNCHD_LABEL),
    key('ProgramArguments'),
    '<array>',
    ...[...command, ...log].map(string),
    '</array>',
    key('WorkingDirectory'),
    string(folder),
    key('EnvironmentVariables'),
    '<dict>',
    ...variables,
    '</dict>',
    key('RunAtLoad'),
    '<true/>',
    key('KeepAlive'),
    '<dict>',
    key('SuccessfulExit'),
    '<false/>',
    '</dict>',
    key('ThrottleInterval'),
    '<integer>10</integer>',
    key('ExitTimeOut'),
    `<integer>${EXIT_TIMEOUT}</integer>`,
    key('StandardOutPath'),
    crashes,
    key('StandardErrorPath'),
    crashes,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escaped = (text: string): string => text.replaceAll(/[&<>]/g, (found) => ENTITIES[found] ?? found);

const key = (name: string): string => `<key>${escaped(name)}</key>`;

const string = (text: string): string => `<string>${escaped(text)}</string>`;

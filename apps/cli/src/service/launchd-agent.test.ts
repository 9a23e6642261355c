import { expect, it } from 'vitest';
import { launchdAgent } from './launchd-agent.ts';

it('starts the daemon at login and again after a failure, and escapes what XML would read otherwise', () => {
  const agent = launchdAgent({
    command: ['/usr/local/bin/node', '/srv/R&D <1>/poppo.js', 'start'],
    folder: '/srv/R&D <1>',
    home: '/Users/alice/poppo',
    environment: { PATH: '/usr/bin:/bin' },
  });
  expect(agent).toContain('<string>/srv/R&amp;D &lt;1&gt;/poppo.js</string>');
  expect(agent).toContain('<key>RunAtLoad</key>\n<true/>');
  expect(agent).toContain('<key>KeepAlive</key>\n<dict>\n<key>SuccessfulExit</key>\n<false/>\n</dict>');
  expect(agent).toContain('<key>StandardErrorPath</key>\n<string>/Users/alice/poppo/logs/crash.log</string>');
});

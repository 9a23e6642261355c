import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemdUnit } from './systemd-unit.ts';
import type { ServiceSpec } from './service-spec.ts';

const spec: ServiceSpec = {
  command: [
    process.execPath,
    '/srv/a b/poppo.js',
    'start',
    '--config',
    '/srv/100% "$HOME"/poppobuilder.config.ts',
  ],
  folder: '/srv/100% done',
  home: '/var/lib/poppobuilder',
  environment: { PATH: '/usr/bin:/bin', POPPOBUILDER_HOME: '/var/lib/poppo builder' },
};

it('quotes what systemd would read otherwise', () => {
  const unit = systemdUnit(spec);
  expect(unit).toContain(
    String.raw`"/srv/a b/poppo.js" "start" "--config" "/srv/100%% \"$$HOME\"/poppobuilder.config.ts"`,
  );
  expect(unit).toContain('WorkingDirectory=/srv/100%% done\n');
  expect(unit).toContain('Environment="POPPOBUILDER_HOME=/var/lib/poppo builder"\n');
});

it('runs a service of the system as its user, and starts it with the system', () => {
  const unit = systemdUnit({ ...spec, user: 'poppobuilder' });
  expect(unit).toContain('User=poppobuilder\n');
  expect(unit).toContain('WantedBy=multi-user.target\n');
  expect(systemdUnit(spec)).not.toContain('User=');
});

const hasAnalyze = process.platform === 'linux' && spawnSync('systemd-analyze', ['--version']).status === 0;

it.runIf(hasAnalyze)('is a unit that systemd understands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const user of [undefined, 'root']) {
    const file = join(folder, 'poppobuilder.service');
    writeFileSync(file, systemdUnit({ ...spec, user }));
    const said = execFileSync('sh', ['-c', 'systemd-analyze verify --man=no "$1" 2>&1', 'sh', file], {
      encoding: 'utf8',
    });
    expect(said).toBe('');
  }
});

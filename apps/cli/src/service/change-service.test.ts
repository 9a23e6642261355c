import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installService, readService, uninstallService } from './change-service.ts';
import type { ServiceManager } from './service-manager.ts';
import type { ServiceSpec } from './service-spec.ts';
import { systemdUnit } from './systemd-unit.ts';

const spec: ServiceSpec = { command: ['/usr/bin/true'], folder: '/', home: '/home', environment: {} };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-service-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A service that runs while a file is there. */
function manager(): ServiceManager {
  const running = join(folder, 'running');
  return {
    file: join(folder, 'units', 'poppobuilder.service'),
    textOf: systemdUnit,
    enable: [['touch', running]],
    disable: [['rm', running]],
    forget: [],
    check: ['test', '-e', running],
  };
}

it('is installed once, changed when its file changes, and removed', async () => {
  const service = manager();
  const { file } = service;
  expect(await readService(service)).toEqual({ file, isInstalled: false, isRunning: false });
  expect(await uninstallService(service)).toBe('absent');
  expect(await installService(service, spec)).toBe('created');
  expect(readFileSync(file, 'utf8')).toBe(systemdUnit(spec));
  expect(await installService(service, spec)).toBe('unchanged');
  rmSync(join(folder, 'running'));
  expect(await installService(service, spec)).toBe('unchanged');
  expect(await readService(service)).toEqual({ file, isInstalled: true, isRunning: true });
  expect(await installService(service, { ...spec, folder: '/tmp' })).toBe('changed');
  expect(await uninstallService(service)).toBe('removed');
  expect(readdirSync(join(folder, 'units'))).toEqual([]);
  expect(existsSync(join(folder, 'running'))).toBe(false);
});

it('leaves what was there before when it cannot be started', async () => {
  const failing = { ...manager(), enable: [['false']] };
  await expect(installService(failing, spec)).rejects.toMatchObject({ code: 'COMPONENT_FAILED' });
  expect(readdirSync(join(folder, 'units'))).toEqual([]);
  await installService(manager(), spec);
  const changed = installService(failing, { ...spec, folder: '/tmp' });
  await expect(changed).rejects.toMatchObject({ code: 'COMPONENT_FAILED' });
  expect(readFileSync(failing.file, 'utf8')).toBe(systemdUnit(spec));
  const missing = { ...manager(), enable: [['no-such-program']] };
  await expect(installService(missing, { ...spec, folder: '/tmp' })).rejects.toMatchObject({
    code: 'COMPONENT_FAILED',
    message: 'The program "no-such-program" is not installed.',
  });
});

import { expect, it } from 'vitest';
import { managerError } from './manager-error.ts';

it.each([
  [
    'npm',
    'npm error code E404\nnpm error 404 Not Found - GET http://x/@acme%2fabsent - no such package',
    'no such package',
  ],
  ['npm', 'npm error code ENOTFOUND\nnpm error network request to http://x failed', 'cannot be reached'],
  [
    'npm',
    'npm error code ETARGET\nnpm error notarget No matching version found for lint@9',
    'no such version',
  ],
  [
    'npm',
    'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree',
    'peer dependencies',
  ],
  ['pnpm', '[ERR_PNPM_FETCH_404] GET http://x/absent: Not Found - 404', 'no such package'],
  ['pnpm', '[ERR_PNPM_META_FETCH_FAIL] GET http://x: fetch failed', 'cannot be reached'],
  ['yarn', '➤ YN0035: │ Response Code: 404 (Not Found)', 'no such package'],
  ['yarn', '➤ YN0001: RequestError: connect ECONNREFUSED 127.0.0.1:9', 'cannot be reached'],
])('%s is understood: %s', (command, stderr, reason) => {
  const { code, message, hint } = managerError({ command, exitCode: 1, stdout: '', stderr });
  expect(code).toBe('PLUGIN_INVALID');
  expect(message).toMatch(new RegExp(`^${command} could not install the package: .*${reason}.*\\.$`));
  expect(hint).toMatch(/\.$/);
});

it('the first line about an error is quoted when the reason is not known', () => {
  const stderr = 'npm warn old\nnpm error code 3\nnpm error path /x\nnpm error command failed\n';
  const { message, hint } = managerError({ command: 'npm', exitCode: 3, stdout: '', stderr });
  expect(message).toBe('npm could not install the package: command failed.');
  expect(hint).toBe('Run npm itself to see all of its output.');
});

it('the exit code is named when nothing was written', () => {
  const failure = { command: 'bun', stdout: '', stderr: '' };
  expect(managerError({ ...failure, exitCode: 7 }).message).toContain('exit code 7');
  expect(managerError({ ...failure, exitCode: null }).message).toContain('it was killed');
});

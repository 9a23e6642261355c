import type { Permissions } from '@poppobuilder/core';

/** Permissions of a task that works on issues and pull requests. The agent never gets the token. */
export const WORK_PERMISSIONS: Permissions = {
  commands: true,
  network: true,
  files: 'workspace',
  secrets: ['github', 'agent'],
};

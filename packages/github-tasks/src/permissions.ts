import type { Permissions } from '@poppobuilder/core';

/** What a task that works on issues and pull requests needs: the token stays with the handler, away from the agent. */
export const WORK_PERMISSIONS: Permissions = {
  commands: true,
  network: true,
  files: 'workspace',
  secrets: ['github', 'agent'],
};

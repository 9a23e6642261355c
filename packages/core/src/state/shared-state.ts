import { ProjectContext } from '../project/project-context.ts';
import { defineService } from '../services/define-service.ts';
import type { AnyServiceDefinition } from '../plugin/define-plugin.ts';
import { projectState } from './project-state.ts';
import type { StateBackend } from './state-backend.ts';
import { StateStore } from './state-store.ts';

/** Returns the service of a state that hosts share, by what keeps it. */
export function sharedState(backend: StateBackend): AnyServiceDefinition {
  return defineService({
    token: StateStore,
    services: { project: ProjectContext },
    create: ({ project: { projectId } }) => projectState(backend, { projectId, isShared: true }),
  });
}

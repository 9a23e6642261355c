import { join } from 'node:path';
import { ProjectContext } from '../project/project-context.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { projectState } from './project-state.ts';
import { SqliteState } from './sqlite-state.ts';
import type { BlobNamespace, StateNamespace } from './state-namespace.ts';

/**
 * State of a project that outlives tasks and processes: in `$POPPOBUILDER_HOME/projects/<id>/state`, or where the runner's
 * option `state` keeps it. Writes are atomic across processes; a kill at any moment leaves the old or the new value. While
 * another process holds the lock, methods wait up to 10 seconds, then they reject with `COMPONENT_FAILED`, retryable.
 */
export interface StateStore {
  /** Whether hosts with another home folder see the same state. */
  readonly isShared: boolean;
  /** The values of a namespace; a plugin takes its package's name. */
  namespace(name: string): StateNamespace;
  /**
   * The blobs of a namespace. In a pool, tasks see those of tasks with the same secrets and permissions. Shared ones are
   * encrypted with the key of `POPPOBUILDER_HOME`; one that another key has encrypted rejects with `COMPONENT_FAILED`.
   */
  blobs(name: string): BlobNamespace;
}

/** Token of {@link StateStore}. */
export const StateStore: ServiceToken<StateStore> = createServiceToken<StateStore>({
  id: '@poppobuilder/core/StateStore',
  scope: 'project',
  component: 'state',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { project: ProjectContext },
      create: ({ project: { homeFolder, projectId } }): LocalState => {
        const backend = new SqliteState(join(homeFolder, 'state'));
        return { ...projectState(backend, { projectId, isShared: false }), close: () => backend.close() };
      },
      dispose: (store) => (store as LocalState).close(),
    }),
});

interface LocalState extends StateStore {
  readonly close: () => Promise<void>;
}

declare module '../execution/task-context.ts' {
  interface ProjectComponents {
    readonly state: StateStore;
  }
}

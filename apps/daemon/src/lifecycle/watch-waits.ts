import type { Engine } from '@poppobuilder/engine';
import { WaitWatch } from '@poppobuilder/github-tasks';
import type { GitHubProjects } from '../github/github-projects.ts';
import type { DaemonOptions } from './daemon-options.ts';

/** What {@link watchWaits} needs. */
export interface WaitParts extends Pick<DaemonOptions, 'log'> {
  readonly engine: Engine;
  readonly github: GitHubProjects;
  readonly onError: (error: unknown) => void;
}

/** Starts to report tasks that have not started where people look. Returns what is to be closed. */
export function watchWaits({ engine, github, log, onError }: WaitParts): WaitWatch {
  const watch = new WaitWatch({
    tasks: engine.tasks,
    project: async (id) => {
      const project = await github.get(id);
      return project?.hasCredentials === true ? project : undefined;
    },
    onError,
    logger: { warn: (first: unknown, message?: string) => log.warn(message ?? String(first)) },
  });
  watch.start();
  return watch;
}

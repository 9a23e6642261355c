import type { AnyServiceDefinition, ProjectConfigInput, Secret } from '@poppobuilder/core';
import type { ProjectFiles } from '../project/write-files.ts';
import type { TestTask } from '../run/run-task-options.ts';

/** A task that succeeds, and the world that it needs. */
export interface ContractExample {
  readonly task: TestTask;
  /** Files of the project. @defaultValue {} */
  readonly files?: ProjectFiles | undefined;
  /** Secrets by name. @defaultValue {} */
  readonly secrets?: Readonly<Record<string, Secret>> | undefined;
  /** Services in place of the real ones, such as fakes. @defaultValue [] */
  readonly services?: readonly AnyServiceDefinition[] | undefined;
  /** Configuration of the project. @defaultValue {} */
  readonly config?: ProjectConfigInput | undefined;
  /** Whether running it again on the same project gives the same result. @defaultValue what the handler declares */
  readonly idempotent?: boolean | undefined;
}

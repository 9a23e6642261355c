import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { PreparedJob } from '../submit/submitter.ts';
import { ancestorsOf } from './flow-graph.ts';

/** Sees to it that tasks refer only to what they depend on, if by way of others: the rest may not have ended. */
export class AncestorCheck {
  readonly #names: SchemaNames;

  constructor(names: SchemaNames) {
    this.#names = names;
  }

  /** Rejects with `INVALID_TASK`. */
  async assert(prepared: readonly PreparedJob[], transaction: Queryable): Promise<void> {
    const graph = new Map(prepared.map(({ task, dependencies }) => [task.id, dependencies?.parents ?? []]));
    for (const { task, dependencies } of prepared) {
      if (dependencies === undefined || dependencies.references.length === 0) continue;
      const above = ancestorsOf(dependencies.parents, graph);
      const others = dependencies.references.filter((id) => !above.has(id));
      if (others.length === 0) continue;
      const known = await this.#above([...above].map(jobIdOf), transaction);
      const wrong = others.find((id) => !known.has(jobIdOf(id)));
      if (wrong !== undefined) throw notAbove(task.id, wrong);
    }
  }

  async #above(jobIds: readonly string[], transaction: Queryable): Promise<ReadonlySet<string>> {
    const { own } = this.#names;
    const rows = await transaction.query<{ id: string }>(
      `WITH RECURSIVE above AS (
         SELECT unnest($1::uuid[]) AS id
         UNION SELECT d.parent FROM above a JOIN ${own}.dependency d ON d.child = a.id
       ) SELECT id FROM above`,
      [jobIds],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

function notAbove(taskId: string, wrong: string): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The task "${taskId}" refers to the task "${wrong}", on which it does not depend.`,
    hint: 'Name that task in "dependsOn", or one that depends on it.',
    taskId,
  });
}

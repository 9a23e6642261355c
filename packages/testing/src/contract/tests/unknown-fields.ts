import { TaskError, TaskExecutor } from '@poppobuilder/core';
import { type ContractTest, fail } from '../contract-test.ts';
import { projectWith } from '../trial/project-templates.ts';

const UNKNOWN = 'fieldThatNoSchemaNames';

export const rejectsUnknownFields: ContractTest = {
  title: 'schema: rejects unknown fields',
  async verify({ plugin, example }) {
    await using project = await projectWith();
    await using executor = new TaskExecutor({ plugins: [plugin], services: example.services });
    const task = { ...example.task, id: 'unknown', projectId: 'contract', projectPath: project.path };
    if (errorOf(() => executor.validate({ ...task, [UNKNOWN]: true }))?.code === 'INVALID_TASK') return;
    fail(
      'The input schema accepts unknown fields, so a mistyped one is ignored. Use z.strictObject() or z.object() for the input.',
    );
  },
};

function errorOf(work: () => void): TaskError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (TaskError.is(error)) return error;
    throw error;
  }
}

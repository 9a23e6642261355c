import { text } from '@clack/prompts';
import { TaskError } from '@poppobuilder/core';
import type { ProjectAnswers } from './infer-project.ts';

const REPOSITORY = /^[A-Za-z0-9][\w-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/;

/** Asks for what cannot be inferred. Rejects with `TASK_CANCELLED`. */
export async function ask(inferred: ProjectAnswers): Promise<ProjectAnswers> {
  const repository = answered(
    await text({
      message: 'Which repository on GitHub?',
      placeholder: 'owner/name',
      initialValue: inferred.repository ?? '',
      validate: (value) =>
        REPOSITORY.test(value ?? '') ? undefined : 'Write it as owner/name, such as acme/shop.',
    }),
  );
  const label = answered(
    await text({
      message: 'Which label starts work on an issue?',
      initialValue: inferred.label,
      validate: (value) => ((value ?? '').trim() === '' ? 'A label has a name.' : undefined),
    }),
  );
  const isInferred = repository === inferred.repository;
  return {
    ...inferred,
    id: isInferred ? inferred.id : (repository.split('/')[1] ?? inferred.id),
    repository,
    label: label.trim(),
  };
}

function answered(value: string | symbol): string {
  if (typeof value === 'string') return value;
  throw new TaskError({ code: 'TASK_CANCELLED', message: 'Nothing was written.' });
}

import { useQuery } from '@tanstack/react-query';
import { taskTypesQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import type { TaskDetails } from '../../api/types.ts';
import type { JsonObject } from '../../task-form/json-object.ts';
import { TaskForm } from '../../task-form/task-form.tsx';

interface ChangedInputProps {
  readonly task: JsonObject;
  readonly tags: TaskDetails['tags'];
}

/** A form with the input of a task, for another one. */
export default function ChangedInput({ task, tags }: ChangedInputProps) {
  const query = useQuery(taskTypesQuery);
  return (
    <QueryView query={query}>
      {({ items }) => (
        <TaskForm types={items} initial={task} initialOptions={tags === undefined ? {} : { tags }} />
      )}
    </QueryView>
  );
}

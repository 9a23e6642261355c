import { useQuery } from '@tanstack/react-query';
import { taskTypesQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import type { JsonObject } from '../../task-form/json-object.ts';
import { TaskForm } from '../../task-form/task-form.tsx';

/** A form with the input of a task, for another one. */
export default function ChangedInput({ task }: { readonly task: JsonObject }) {
  const query = useQuery(taskTypesQuery);
  return <QueryView query={query}>{({ items }) => <TaskForm types={items} initial={task} />}</QueryView>;
}

import { Link } from '@tanstack/react-router';

/** A link to a task, whatever its id consists of. */
export function TaskLink({ id }: { readonly id: string }) {
  return (
    <Link className="task-link" to="/tasks/$id" params={{ id }}>
      {id}
    </Link>
  );
}

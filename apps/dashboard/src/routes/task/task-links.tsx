import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { projectsQuery } from '../../api/queries.ts';
import type { TaskDetails } from '../../api/types.ts';
import { isObject } from '../../task-form/json-object.ts';
import { externalLinksOf } from './external-links.ts';

/** What a task is about: the title of its issue or pull request, and the pages elsewhere. */
export function TaskLinks({ task }: { readonly task: TaskDetails }) {
  const t = useTranslations('task.links');
  const { data: projects } = useQuery(projectsQuery);
  const repository = projects?.items.find(({ id }) => id === task.projectId)?.url;
  const links = externalLinksOf(task, repository);
  const title = titleOf(task.task?.['issue']);
  if (links.length === 0 && title === undefined) return null;
  return (
    <p className="task-links">
      {title !== undefined && <bdi>{title}</bdi>}
      {links.map(({ kind, name = '', url }) => (
        <a key={kind} href={url} target="_blank" rel="noreferrer">
          {t.rich(kind, { name: () => <bdi>{name}</bdi> })}
        </a>
      ))}
    </p>
  );
}

function titleOf(subject: unknown): string | undefined {
  const title = isObject(subject) ? subject['title'] : undefined;
  return typeof title === 'string' ? title : undefined;
}

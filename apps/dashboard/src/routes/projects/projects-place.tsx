import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { projectsQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import { PlaceHead } from '../../components/place-head.tsx';
import { ProjectState } from './project-state.tsx';

/** The projects of the configuration. */
export function ProjectsPlace() {
  const t = useTranslations('projects');
  const places = useTranslations('places');
  const query = useQuery(projectsQuery);
  return (
    <>
      <PlaceHead name={places('projects')} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('none')}</p>
          ) : (
            <ul className="rows">
              {items.map((project) => (
                <li key={project.id}>
                  <Link to="/projects/$id" params={{ id: project.id }}>
                    {project.id}
                  </Link>
                  <span className="quiet">{project.repository ?? project.path}</span>
                  <span className="end">
                    <ProjectState project={project} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

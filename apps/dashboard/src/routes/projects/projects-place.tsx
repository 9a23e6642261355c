import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { projectsQuery } from '../../api/queries.ts';
import { QueryView } from '../../components/query-view.tsx';
import { usePlace } from '../../components/use-place.ts';
import { ProjectState } from './project-state.tsx';

/** The projects of the configuration. */
export function ProjectsPlace() {
  const t = useTranslations('projects');
  const places = useTranslations('places');
  usePlace(places('projects'));
  const query = useQuery(projectsQuery);
  return (
    <>
      <div className="place-head">
        <h1>{places('projects')}</h1>
      </div>
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

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './components/not-found.tsx';
import { PlaceError } from './components/place-error.tsx';
import { Root } from './root.tsx';
import { type Range, rangeOf } from './history/ranges.ts';
import { OverviewPlace } from './routes/overview/overview-place.tsx';
import { readFlowSearch } from './routes/flow/flow-search.ts';
import { readPluginsSearch } from './routes/plugins/plugins-search.ts';
import { readTaskSearch } from './routes/tasks/task-search.ts';
import { readTab } from './routes/task/tabs.ts';

/** The span of time that charts show, as a URL has it. */
function readRange({ range }: Record<string, unknown>): { readonly range?: Range } {
  const read = rangeOf(range);
  return read === undefined ? {} : { range: read };
}

const root = createRootRoute({
  component: Root,
  notFoundComponent: () => <NotFound />,
  errorComponent: ({ error, reset }) => <PlaceError error={error} reset={reset} />,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readRange,
  component: OverviewPlace,
});

const tasks = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  validateSearch: readTaskSearch,
  component: lazyRouteComponent(async () => import('./routes/tasks/tasks-place.tsx'), 'TasksPlace'),
});

const task = createRoute({
  getParentRoute: () => root,
  path: '/tasks/$id',
  validateSearch: readTab,
  component: lazyRouteComponent(async () => import('./routes/task/task-place.tsx'), 'TaskPlace'),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: '/flows/$id',
  validateSearch: readFlowSearch,
  component: lazyRouteComponent(async () => import('./routes/flow/flow-place.tsx'), 'FlowPlace'),
});

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  component: lazyRouteComponent(
    async () => import('./routes/schedules/schedules-place.tsx'),
    'SchedulesPlace',
  ),
});

const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  component: lazyRouteComponent(async () => import('./routes/projects/projects-place.tsx'), 'ProjectsPlace'),
});

const project = createRoute({
  getParentRoute: () => root,
  path: '/projects/$id',
  validateSearch: readRange,
  component: lazyRouteComponent(async () => import('./routes/projects/project-place.tsx'), 'ProjectPlace'),
});

const plugins = createRoute({
  getParentRoute: () => root,
  path: '/plugins',
  validateSearch: readPluginsSearch,
  component: lazyRouteComponent(async () => import('./routes/plugins/plugins-place.tsx'), 'PluginsPlace'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(async () => import('./routes/settings/settings-place.tsx'), 'SettingsPlace'),
});

/** Creates the router. Every view is its URL. */
export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      overview,
      tasks,
      task,
      flow,
      schedules,
      projects,
      project,
      plugins,
      settings,
    ]),
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

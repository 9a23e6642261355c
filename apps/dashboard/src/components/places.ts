/** The places of the page; `g` and the key go there. */
export const PLACES = [
  { to: '/', name: 'overview', key: 'o' },
  { to: '/tasks', name: 'tasks', key: 't' },
  { to: '/schedules', name: 'schedules', key: 's' },
  { to: '/projects', name: 'projects', key: 'p' },
  { to: '/plugins', name: 'plugins', key: 'l' },
  { to: '/settings', name: 'settings', key: ',' },
] as const;

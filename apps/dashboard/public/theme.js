// Before the first paint, so that the page does not flash in the other theme, or move to the other density.
try {
  const theme = localStorage.getItem('poppo-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('poppo-density') === 'compact')
    document.documentElement.dataset.density = 'compact';
} catch {
  // Storage may be forbidden; the theme is then that of the system.
}

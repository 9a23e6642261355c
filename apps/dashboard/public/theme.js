// Before the first paint, so that the page does not flash in the other theme.
try {
  const theme = localStorage.getItem('poppo-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the theme is then that of the system.
}

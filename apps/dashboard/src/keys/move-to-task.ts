const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('main .task-link')];

/** Moves the focus to the next or the previous task of the place. */
export function moveToTask(step: 1 | -1): void {
  const all = links();
  const row = document.activeElement?.closest('tr, li');
  const current = all.findIndex((link) => link === document.activeElement || (row?.contains(link) ?? false));
  const target = current < 0 && step < 0 ? all.length - 1 : current + step;
  all[target]?.focus();
}

/** Selects the task that has the focus, or no longer. */
export function selectTask(): void {
  const row = document.activeElement?.closest('tr');
  row?.querySelector<HTMLElement>('input[type=checkbox]')?.click();
}

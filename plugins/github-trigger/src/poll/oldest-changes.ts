/** What one poll looks at, and whether that is all. */
export interface OldestChanges<Item> {
  /** The oldest change first. */
  readonly items: readonly Item[];
  readonly isAll: boolean;
}

/**
 * Returns the oldest of what has changed, so that the next poll continues after them: each needs calls of its own, and a poll that
 * needed more than an hour allows would begin again each time. What changed in the same second stays together.
 *
 * @param changed - the newest change first
 */
export function oldestChanges<Item extends { readonly updated_at: string }>(
  changed: readonly Item[],
  max: number,
): OldestChanges<Item> {
  const items = changed.toReversed();
  const end = items[max - 1]?.updated_at;
  if (end === undefined) return { items, isAll: true };
  const oldest = items.filter(({ updated_at: at }) => at <= end);
  return { items: oldest, isAll: oldest.length === items.length };
}

/**
 * Places all items of a part, or none.
 *
 * @param isRest - whether nothing remains to be placed after it
 * @param refused - items that are known to be refused once this part is placed
 * @returns whether it was placed
 */
export type PlacePart<T> = (part: readonly T[], isRest: boolean, refused: readonly T[]) => Promise<boolean>;

/** Number of groups that are left out one after the other. */
const GROUP_COUNT = 6;

/**
 * Places items where a single refused item fails the whole request without being named. Tries all items, then all but
 * one group, and continues within that group: one refused item among up to 6 needs no second part, among up to 36 one.
 * The last part, which may be empty, is placed with `isRest`.
 *
 * @returns the items that were refused
 */
export async function placeParts<T>(items: readonly T[], place: PlacePart<T>): Promise<readonly T[]> {
  const refused: T[] = [];
  /** Places items, at least one of which is refused when `isMixed`; `isLast` when nothing follows. */
  const placeAll = async (some: readonly T[], isMixed: boolean, isLast: boolean): Promise<boolean> => {
    if (!isMixed && (await place(some, isLast, refused))) return isLast;
    if (some.length === 1) {
      refused.push(...some);
      return false;
    }
    const groups = split(some);
    for (const group of groups) {
      const others = some.filter((item) => !group.includes(item));
      const isSingle = group.length === 1;
      const known = isSingle ? [...refused, ...group] : refused;
      if (await place(others, isLast && isSingle, known)) {
        if (!isSingle) return placeAll(group, true, isLast);
        refused.push(...group);
        return isLast;
      }
    }
    let isDone = false;
    for (const [index, group] of groups.entries()) {
      isDone = await placeAll(group, false, isLast && index === groups.length - 1);
    }
    return isDone;
  };
  if (!(await placeAll(items, false, true))) await place([], true, refused);
  return refused;
}

function split<T>(items: readonly T[]): readonly (readonly T[])[] {
  const size = Math.ceil(items.length / Math.min(items.length, GROUP_COUNT));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

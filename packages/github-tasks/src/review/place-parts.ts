/**
 * Places a part of the items, all or none.
 *
 * @param isRest - whether nothing is left to be placed after it
 * @param refused - items that are known to be refused by then, as they are once this part is placed
 * @returns whether it was placed
 */
export type PlacePart<T> = (part: readonly T[], isRest: boolean, refused: readonly T[]) => Promise<boolean>;

/** Groups that items are tried without, one after the other. */
const GROUPS = 6;

/**
 * Places items where one that is refused takes those beside it with it, and nobody says which one it is. Tries all, then all
 * but a group, and so on within that group: of up to 6 items a single refused one costs no second part, of 36 items
 * one. The last part, which may be empty, is placed with `isRest`.
 *
 * @returns the items that were refused
 */
export async function placeParts<T>(items: readonly T[], place: PlacePart<T>): Promise<readonly T[]> {
  const refused: T[] = [];
  /** Places items of which one at least is refused when `isMixed`; `isLast` when nothing comes after them. */
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
  const size = Math.ceil(items.length / Math.min(items.length, GROUPS));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

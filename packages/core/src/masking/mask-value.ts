/** Replaces secrets in a text. */
type Mask = (text: string) => string;

/** Masks every text in plain data, names included. Returns the same value when nothing in it changes. */
export function maskValue<T>(value: T, mask: Mask): T {
  if (typeof value === 'string') return mask(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item: unknown) => maskValue(item, mask));
    return items.some((item, index) => item !== value[index]) ? (items as T) : value;
  }
  let changed = false;
  const masked = new Map<string, unknown>();
  for (const [name, property] of Object.entries(value) as [string, unknown][]) {
    const shownName = maskName(name, mask, masked);
    const shown = maskValue(property, mask);
    masked.set(shownName, shown);
    changed ||= shownName !== name || shown !== property;
  }
  return changed ? (Object.fromEntries(masked) as T) : value;
}

/** Masks a name; another one that is masked alike gets a number, so that neither takes the other's place. */
export function maskName(name: string, mask: Mask, taken: { has(name: string): boolean }): string {
  const masked = mask(name);
  if (masked === name || !taken.has(masked)) return masked;
  let number = 2;
  while (taken.has(`${masked} ${number}`)) number += 1;
  return `${masked} ${number}`;
}

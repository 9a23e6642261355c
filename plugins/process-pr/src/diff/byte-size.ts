const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_000,
  MB: 1_000 ** 2,
  GB: 1_000 ** 3,
  TB: 1_000 ** 4,
};

/** The bytes of a size that the configuration's schema has checked: `'400KB'`. */
export function byteSize(size: string): number {
  const [, number = '0', unit = 'B'] = /^([\d.]+)\s*([A-Z]+)$/i.exec(size) ?? [];
  return Math.floor(Number(number) * (UNITS[unit.toUpperCase()] ?? 1));
}

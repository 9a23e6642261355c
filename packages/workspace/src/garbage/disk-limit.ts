const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

const DEFAULT = 10 * 1024 ** 3;

/** Bytes of `workspace.diskLimit`; units are powers of 1024. @defaultValue 10 GB */
export function diskLimitBytes(text: string | undefined): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?B)$/i.exec(text ?? '') ?? [];
  return number === undefined ? DEFAULT : Number(number) * (UNITS[unit.toUpperCase()] ?? 1);
}

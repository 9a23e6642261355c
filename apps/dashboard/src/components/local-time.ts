/** Returns a time as a field for dates and times has it: in the person's zone, to the minute. Empty for what is no time. */
export function localTime(value: string | undefined): string {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  if (Number.isNaN(time)) return '';
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

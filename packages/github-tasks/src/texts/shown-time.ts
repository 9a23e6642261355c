/** Returns a time for people, to the minute. In milliseconds since the epoch. */
export function shownTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

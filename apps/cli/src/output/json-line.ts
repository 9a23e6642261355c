/** One line of what `--json` writes: what happened, when, and the rest. */
export function jsonLine(event: string, payload: object): string {
  return `${JSON.stringify({ event, at: new Date().toISOString(), ...payload })}\n`;
}

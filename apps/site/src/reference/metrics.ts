import { type MetricDefinition, METRICS } from '../../../daemon/src/metrics/definitions.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns the table of the daemon's metrics, from their definitions. */
export function describeMetrics(): string {
  const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(METRICS);
  const rows = definitions.map(([name, { type, labels, help }]) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  return markdownTable(['metric', 'type', 'labels', 'meaning'], rows);
}

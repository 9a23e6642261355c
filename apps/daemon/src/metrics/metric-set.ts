import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricDefinition, type MetricName, METRICS } from './definitions.ts';

type Labels = Readonly<Record<string, string>>;

/** In seconds: from a command to an agent that works for hours. */
const BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200];

/** The values of all metrics. */
export class MetricSet {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(METRICS);
    for (const [name, { type, help, labels }] of definitions) {
      const options = { name, help, labelNames: [...labels], registers: [this.#registry] };
      if (type === 'counter') this.#counters.set(name, new Counter(options));
      else if (type === 'gauge') this.#gauges.set(name, new Gauge(options));
      else this.#histograms.set(name, new Histogram({ ...options, buckets: BUCKETS }));
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds to a counter. */
  count(name: MetricName, labels: Labels, amount = 1): void {
    this.#counters.get(name)?.inc(labels, amount);
  }

  /** Sets a counter to what something else has counted. */
  setCount(name: MetricName, total: number): void {
    this.#counters.get(name)?.reset();
    this.#counters.get(name)?.inc(total);
  }

  /** Adds a duration in seconds to a histogram. */
  observe(name: MetricName, labels: Labels, seconds: number): void {
    this.#histograms.get(name)?.observe(labels, seconds);
  }

  /** Replaces all values of a gauge. Values of the same labels are added up. */
  replace(name: MetricName, values: readonly (readonly [labels: Labels, value: number])[]): void {
    const gauge = this.#gauges.get(name);
    gauge?.reset();
    for (const [labels, value] of values) gauge?.inc(labels, value);
  }

  /** Returns all values in Prometheus' text format. */
  async text(): Promise<string> {
    return this.#registry.metrics();
  }
}

import { isObject } from '../../../task-form/json-object.ts';

/** The fields of results that are texts to read, in the order in which they are shown. */
const TEXTS = ['output', 'answer', 'stdout', 'stderr'] as const;

/** A text of a result. */
export interface ResultText {
  readonly name: (typeof TEXTS)[number];
  readonly text: string;
}

/** The figures of a result, where it has them. */
export interface ResultFigures {
  readonly exitCode?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly costUsd?: number | undefined;
  readonly turns?: number | undefined;
  /** Tokens of all kinds. */
  readonly tokens?: number | undefined;
  readonly truncated: boolean;
}

/** Returns the texts of a result that are not empty. */
export function textsOf(result: Readonly<Record<string, unknown>>): readonly ResultText[] {
  return TEXTS.flatMap((name) => {
    const text = result[name];
    return typeof text === 'string' && text.trim() !== '' ? [{ name, text }] : [];
  });
}

/** Returns the figures of a result. */
export function figuresOf(result: Readonly<Record<string, unknown>>): ResultFigures {
  const { usage } = result;
  const counts = isObject(usage) ? Object.values(usage).map(numberOf) : [];
  return {
    exitCode: numberOf(result['exitCode']),
    durationMs: numberOf(result['durationMs']),
    costUsd: numberOf(result['costUsd']),
    turns: numberOf(result['turns']),
    tokens: counts.length === 0 ? undefined : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    truncated: result['truncated'] === true,
  };
}

/** Returns the hashes of the commits of a result. */
export function commitsOf({ commits }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(commits) ? commits.filter((commit) => isHash(commit)) : [];
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{7,64}$/.test(value);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

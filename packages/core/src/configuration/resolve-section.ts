import { z } from 'zod';
import { reasonOf } from '../errors/reason-of.ts';
import { describeIssues } from '../task/describe-issues.ts';
import type { ConfigSection } from './config-section.ts';
import { deepMerge, isNode, type Node, pick } from './merge-layers.ts';

/** What the operator and the file inside the project say in one section, unchecked. */
export interface SectionLayers {
  /** The operator's sources, merged. */
  readonly operator?: Node | undefined;
  /** Of the file inside the project, what it may set or narrow. */
  readonly project?: Node | undefined;
}

/** A section's value, or what is wrong with it. */
export interface ResolvedSection<Value> {
  readonly value?: Value;
  readonly mistakes: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** Parses a section and narrows it by what the file inside the project says. Runs the section's own code. */
export function resolveSection<Value extends object>(
  section: ConfigSection<Value>,
  { operator = {}, project = {} }: SectionLayers,
  isCounted: (issue: Issue) => boolean = () => true,
): ResolvedSection<Value> {
  const raw = deepMerge(pick(project, section.projectMaySet), operator);
  const outer = parseSection(section, raw, isCounted);
  if (outer.value === undefined || outer.mistakes.length > 0) return outer;
  const value = { ...outer.value } as Record<string, unknown>;
  const mistakes: string[] = [];
  for (const [key, narrow] of Object.entries(section.projectMayNarrow)) {
    if (!Object.hasOwn(project, key)) continue;
    const inner = parseSection(section, { ...raw, [key]: project[key] }, isCounted);
    mistakes.push(...inner.mistakes);
    const wanted = (inner.value as Node | undefined)?.[key];
    if (wanted === undefined) continue;
    try {
      value[key] = narrow(value[key], wanted);
    } catch (error) {
      mistakes.push(`${section.name}.${key}: it cannot be narrowed: ${reasonOf(error)}`);
    }
  }
  return mistakes.length > 0 ? { mistakes } : { value: value as Value, mistakes };
}

/** Parses a section's value; its mistakes begin with the section's name. */
export function parseSection<Value extends object>(
  section: ConfigSection<Value>,
  raw: unknown,
  isCounted: (issue: Issue) => boolean = () => true,
): ResolvedSection<Value> {
  const schema = z.object({ [section.name]: section.schema });
  let parsed: z.ZodSafeParseResult<Record<string, unknown>>;
  try {
    parsed = schema.safeParse({ [section.name]: raw });
  } catch (error) {
    return { mistakes: [`${section.name}: its schema failed: ${reasonOf(error)}`] };
  }
  if (parsed.success) return { value: parsed.data[section.name] as Value, mistakes: [] };
  const issues = parsed.error.issues.filter(isCounted);
  const error = new z.core.$ZodRealError(issues);
  return { mistakes: describeIssues(error, { schema }) };
}

/** Whether something is missing: in one of several layers, another one may have it. */
export const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith(' received undefined');

/** Returns a section of a layer as it can be merged: what is no object is a mistake that its schema tells. */
export const asSection = (value: unknown): Node => (isNode(value) ? value : {});

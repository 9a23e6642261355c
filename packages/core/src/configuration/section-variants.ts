import { isNode, type Node } from './merge-layers.ts';
import type { SandboxDeclaration } from './section-needs.ts';

/** Returns what a section says for all tasks, and what it says for some of them. */
export function variantsOf({ variants }: SandboxDeclaration, values: Node): readonly Node[] {
  const named = variants === undefined || !Object.hasOwn(values, variants) ? undefined : values[variants];
  return [values, ...(isNode(named) ? Object.values(named).filter(isNode) : [])];
}

import { z } from 'zod';

type Node = Readonly<Record<string, unknown>>;

/** Levels of unions and references that are followed; schemas may refer to themselves. */
const MAX_DEPTH = 8;

/**
 * Returns the names of the fields that a schema knows at a path; none for what is not known, such as the output of a
 * transform.
 */
export function knownFields(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const root = jsonSchemaOf(schema);
  let nodes = expand(root, root, 0);
  for (const key of path) nodes = nodes.flatMap((node) => expand(root, stepInto(node, key), 0));
  return [...new Set(nodes.flatMap(({ properties }) => Object.keys(asNode(properties))))];
}

function jsonSchemaOf(schema: z.core.$ZodType): Node {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  } catch {
    return {};
  }
}

/** A node with all that it is composed of. */
function expand(root: Node, node: Node, depth: number): Node[] {
  if (depth > MAX_DEPTH) return [];
  const { $ref } = node;
  const referred = typeof $ref === 'string' ? [resolve(root, $ref)] : [];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => asList(node[key]));
  return [node, ...[...referred, ...parts].flatMap((part) => expand(root, part, depth + 1))];
}

function stepInto(node: Node, key: PropertyKey): Node {
  if (typeof key === 'number') return asList(node['prefixItems'])[key] ?? asNode(node['items']);
  const properties = asNode(node['properties']);
  const name = String(key);
  return asNode(Object.hasOwn(properties, name) ? properties[name] : node['additionalProperties']);
}

/** `#` or `#/$defs/name`: the only references that zod makes. */
function resolve(root: Node, reference: string): Node {
  const [, name] = /^#\/\$defs\/(.+)$/.exec(reference) ?? [];
  return name === undefined ? root : asNode(asNode(root['$defs'])[name]);
}

const asNode = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

const asList = (value: unknown): Node[] => (Array.isArray(value) ? value.map(asNode) : []);

import { isSecretName } from './secret-names.ts';
import { isCommonWord } from './secret-values.ts';

const TYPES: ReadonlySet<unknown> = new Set([
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
]);

/** Keywords of JSON Schema, with those of OpenAPI and of inputs in workflow files. */
const KEYWORDS: ReadonlySet<string> = new Set(
  [
    '$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs definitions',
    'type enum const format title description default examples example deprecated readOnly writeOnly nullable',
    'required optional pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf',
    'properties patternProperties additionalProperties unevaluatedProperties propertyNames minProperties',
    'maxProperties dependentRequired dependentSchemas items prefixItems additionalItems unevaluatedItems contains',
    'minContains maxContains minItems maxItems uniqueItems allOf anyOf oneOf not if then else discriminator',
    'contentEncoding contentMediaType contentSchema deprecationMessage options',
  ].flatMap((words) => words.split(' ')),
);

/** Whether an object is a JSON Schema, or describes an input as workflow files do: it describes data and is none. */
export function isSchema(value: object): boolean {
  if (Array.isArray(value)) return false;
  const { type, $ref, anyOf, oneOf, allOf, enum: values, required } = value as Record<string, unknown>;
  const isTyped = TYPES.has(type) || (Array.isArray(type) && type.every((one) => TYPES.has(one)));
  const isMarked =
    isTyped ||
    typeof $ref === 'string' ||
    typeof required === 'boolean' ||
    [anyOf, oneOf, allOf, values].some(Array.isArray);
  return isMarked && Object.keys(value).every((key) => KEYWORDS.has(key) || key.startsWith('x-'));
}

/** Whether an object lists rights, as `permissions` of workflow files and of this project do: `{ secrets: 'write' }`. */
export function listsRights(value: object): boolean {
  return Object.entries(value).every(([name, right]: [string, unknown]) => {
    if (!isSecretName(name) || typeof right === 'boolean') return true;
    if (typeof right === 'string') return isCommonWord(right);
    return name === 'secrets' && Array.isArray(right) && right.every((one) => typeof one === 'string');
  });
}

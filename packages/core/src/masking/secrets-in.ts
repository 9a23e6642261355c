import { isSecretName } from '../project/environment.ts';

/** The values in a JSON value whose names say that they are secret, such as `options.env.API_TOKEN`. */
export function secretsIn(value: unknown): string[] {
  const found: string[] = [];
  collect(value, found);
  return found;
}

function collect(value: unknown, found: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  for (const [name, property] of Object.entries(value)) {
    if (typeof property !== 'string') collect(property, found);
    else if (isSecretName(name)) found.push(property);
  }
}

import type { ReactNode } from 'react';
import { propertiesOf } from './field-kind.ts';
import { isObject, withProperty } from './json-object.ts';
import type { SchemaFieldProps } from './schema-field-props.ts';

interface FieldGroupProps extends SchemaFieldProps {
  readonly hint: string | undefined;
  /** Returns the field of a property. */
  readonly children: (property: SchemaFieldProps) => ReactNode;
}

/** The properties of an object, each as its JSON Schema says. An object without any is left out. */
export function FieldGroup({
  name,
  path,
  schema,
  value,
  mistakes,
  hint,
  isRequired,
  onChange,
  children,
}: FieldGroupProps) {
  const object = isObject(value) ? value : {};
  const required: unknown = schema['required'];
  const change = (property: string, next: unknown): void => {
    const changed = withProperty(object, property, next);
    onChange(Object.keys(changed).length === 0 && !isRequired ? undefined : changed);
  };
  return (
    <fieldset>
      <legend>
        <code>{name}</code>
      </legend>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {Object.entries(propertiesOf(schema) ?? {}).map(([property, of]) =>
        children({
          name: property,
          path: `${path}.${property}`,
          schema: of,
          isRequired: Array.isArray(required) && required.includes(property),
          value: object[property],
          mistakes,
          onChange: (next) => change(property, next),
        }),
      )}
    </fieldset>
  );
}

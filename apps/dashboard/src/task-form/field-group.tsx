import { propertiesOf } from './field-kind.ts';
import { isObject, withProperty } from './json-object.ts';
import { SchemaField, type SchemaFieldProps } from './schema-field.tsx';

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
}: SchemaFieldProps & { readonly hint: string | undefined }) {
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
      {Object.entries(propertiesOf(schema) ?? {}).map(([property, of]) => (
        <SchemaField
          key={property}
          name={property}
          path={`${path}.${property}`}
          schema={of}
          isRequired={Array.isArray(required) && required.includes(property)}
          value={object[property]}
          mistakes={mistakes}
          onChange={(next) => change(property, next)}
        />
      ))}
    </fieldset>
  );
}

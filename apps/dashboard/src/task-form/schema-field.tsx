import { useTranslations } from 'use-intl';
import { choicesOf, fieldKindOf } from './field-kind.ts';
import { FieldFrame } from './field-frame.tsx';
import { FieldGroup } from './field-group.tsx';
import { JsonField } from './json-field.tsx';
import { problemAt } from './mistakes.ts';
import type { SchemaFieldProps } from './schema-field-props.ts';
import { type Notation, useDraft } from './use-draft.ts';

/** Texts that may be longer have several lines. In characters. */
const LONG = 1_000;

/** A property, edited as its JSON Schema says. */
export function SchemaField(props: SchemaFieldProps) {
  const { name, path, schema, value, mistakes, isRequired, onChange } = props;
  const t = useTranslations('taskForm');
  const kind = fieldKindOf(schema, value);
  const problem = problemAt(mistakes, path);
  const hint = typeof schema['description'] === 'string' ? schema['description'] : undefined;
  const frame = { name, hint, problem, isRequired };
  if (kind === 'group') {
    return (
      <FieldGroup {...props} hint={hint}>
        {(property) => <SchemaField key={property.name} {...property} />}
      </FieldGroup>
    );
  }
  if (kind === 'json') return <JsonField {...frame} value={value} onChange={onChange} />;
  if (kind === 'choice') {
    return (
      <FieldFrame {...frame}>
        {(control) => (
          <select
            {...control}
            value={textOf(value)}
            onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
          >
            <option value="">{t('leftOut')}</option>
            {choicesOf(schema)?.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        )}
      </FieldFrame>
    );
  }
  if (kind === 'flag') {
    const off = schema['default'] === true || isRequired ? false : undefined;
    return (
      <FieldFrame {...frame}>
        {(control) => (
          <input
            {...control}
            type="checkbox"
            checked={(value ?? schema['default'] ?? false) === true}
            onChange={({ target }) => onChange(target.checked ? true : off)}
          />
        )}
      </FieldFrame>
    );
  }
  const { maxLength } = schema;
  const isLong = (typeof maxLength === 'number' && maxLength > LONG) || textOf(value).includes('\n');
  return (
    <FieldFrame {...frame} note={kind === 'lines' ? t('onePerLine') : undefined}>
      {(control) => (
        <TypedText
          control={control}
          value={value}
          notation={kind === 'lines' ? LINES : kind === 'number' ? NUMBER : TEXT}
          rows={kind === 'lines' || (kind === 'text' && isLong) ? 3 : 1}
          onChange={onChange}
        />
      )}
    </FieldFrame>
  );
}

/** Returns a text, or a number as one. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const leftOutWhenEmpty = (text: string): string | undefined => (text === '' ? undefined : text);

const TEXT: Notation<unknown> = { write: textOf, read: leftOutWhenEmpty };

/** What is no number stays a text, which the daemon refuses at this field. */
const NUMBER: Notation<unknown> = {
  write: TEXT.write,
  read: (text) => (text.trim() === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text),
};

const LINES: Notation<unknown> = {
  write: (value) => (Array.isArray(value) ? value.join('\n') : ''),
  read: (text) => {
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.length === 0 ? undefined : lines;
  },
};

interface TypedTextProps {
  readonly control: object;
  readonly value: unknown;
  readonly notation: Notation<unknown>;
  readonly rows: number;
  readonly onChange: (value: unknown) => void;
}

function TypedText({ control, value, notation, rows, onChange }: TypedTextProps) {
  const draft = useDraft(value, notation, onChange);
  if (rows === 1) {
    return (
      <input
        {...control}
        inputMode={notation === NUMBER ? 'decimal' : 'text'}
        value={draft.text}
        onChange={({ target }) => draft.type(target.value)}
      />
    );
  }
  return (
    <textarea
      {...control}
      rows={rows}
      value={draft.text}
      onChange={({ target }) => draft.type(target.value)}
    />
  );
}

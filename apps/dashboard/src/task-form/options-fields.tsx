import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type JsonObject, withProperty } from './json-object.ts';
import type { Mistake } from './mistakes.ts';
import { SchemaField } from './schema-field.tsx';

/** The options of a submission that people choose; programs have more. */
const OPTIONS = {
  priority: { type: 'number' },
  delay: { type: 'number' },
  ttl: { type: 'number' },
  concurrencyKey: { type: 'string' },
  idempotencyKey: { type: 'string' },
  tags: { type: 'array', items: { type: 'string' } },
  dependsOn: { type: 'array', items: { type: 'string' } },
} as const satisfies Readonly<Record<string, JsonObject>>;

const NAMES = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[];

/** Where the options are in the request. */
const PATH = 'options';

interface OptionsFieldsProps {
  readonly options: JsonObject;
  readonly mistakes: readonly Mistake[];
  readonly onChange: (options: JsonObject) => void;
}

/** When and in which order a task starts. Folded, unless something in it is wrong. */
export function OptionsFields({ options, mistakes, onChange }: OptionsFieldsProps) {
  const t = useTranslations('taskForm');
  const hints = useTranslations('taskForm.options');
  const [isOpen, setIsOpen] = useState(false);
  const isWrong = mistakes.some(({ path }) => path.startsWith(PATH));
  return (
    <details open={isOpen || isWrong} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{t('optionsTitle')}</summary>
      {NAMES.map((name) => (
        <SchemaField
          key={name}
          name={name}
          path={`${PATH}.${name}`}
          schema={{ ...OPTIONS[name], description: hints(name) }}
          isRequired={false}
          value={options[name]}
          mistakes={mistakes}
          onChange={(value) => onChange(withProperty(options, name, value))}
        />
      ))}
    </details>
  );
}

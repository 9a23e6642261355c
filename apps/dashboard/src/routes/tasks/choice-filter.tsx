import { useId } from 'react';

interface ChoiceFilterProps {
  readonly label: string;
  /** What leaves the list as it is. */
  readonly any: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A choice that narrows the list. What the URL names is a choice, too, such as a project that is gone. */
export function ChoiceFilter({ label, any, choices, value, onChange }: ChoiceFilterProps) {
  const id = useId();
  const isMissing = value !== undefined && !choices.some((choice) => choice.value === value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      >
        <option value="">{any}</option>
        {[...choices, ...(isMissing ? [{ value, label: value }] : [])].map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

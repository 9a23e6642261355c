import { useEffect, useId, useRef } from 'react';

interface TimeFilterProps {
  readonly label: string;
  /** In ISO 8601. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A time in the person's zone that narrows the list, once it is complete. */
export function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const shown = localText(value);
  useEffect(() => {
    if (input.current !== null) input.current.value = shown;
  }, [shown]);
  const settle = (typed: string): void => {
    if (typed !== shown) onChange(typed === '' ? undefined : new Date(typed).toISOString());
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="datetime-local"
        defaultValue={shown}
        max="9998-12-31T00:00"
        onBlur={({ target }) => settle(target.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') settle(currentTarget.value);
        }}
      />
    </div>
  );
}

/** Returns a time as the field has it: without its zone, to the minute. */
function localText(value: string | undefined): string {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  if (Number.isNaN(time)) return '';
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

import { useEffect, useId, useRef } from 'react';
import { localTime } from '../../components/local-time.ts';

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
  const shown = localTime(value);
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

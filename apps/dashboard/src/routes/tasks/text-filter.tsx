import { useId } from 'react';
import { useSettledText } from './use-settled-text.ts';

interface TextFilterProps {
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'search' | 'text';
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A text that narrows the list when the person stops typing. */
export function TextFilter({ label, hint, type = 'text', value = '', onChange }: TextFilterProps) {
  const id = useId();
  const [text, settle] = useSettledText(value, (typed) => onChange(typed === '' ? undefined : typed));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        placeholder={hint}
        value={text}
        onChange={({ target }) => settle(target.value)}
      />
    </div>
  );
}

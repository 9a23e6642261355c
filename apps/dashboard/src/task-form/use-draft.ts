import { useState } from 'react';

/** How a value is written and read. */
export interface Notation<Value> {
  readonly write: (value: Value) => string;
  /** Throws for what cannot be read. */
  readonly read: (text: string) => Value;
}

/** A text that somebody types, and the value that it stands for. */
export interface Draft {
  readonly text: string;
  /** Why the text cannot be read; the value is then the last one that could. */
  readonly problem: string | undefined;
  readonly type: (text: string) => void;
}

/** Keeps a text as it was typed, until its value changes elsewhere. */
export function useDraft<Value>(
  value: Value,
  { write, read }: Notation<Value>,
  onChange: (value: Value) => void,
): Draft {
  const [typed, setTyped] = useState<{ text: string; value: Value; problem: string | undefined }>();
  const isCurrent = typed !== undefined && Object.is(typed.value, value);
  const type = (text: string): void => {
    let next: Value;
    try {
      next = read(text);
    } catch (error) {
      setTyped({ text, value, problem: error instanceof Error ? error.message : String(error) });
      return;
    }
    setTyped({ text, value: next, problem: undefined });
    onChange(next);
  };
  return {
    text: isCurrent ? typed.text : write(value),
    problem: isCurrent ? typed.problem : undefined,
    type,
  };
}

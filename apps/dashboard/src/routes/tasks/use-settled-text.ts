import { useEffect, useState } from 'react';

/** How long after the last key a text counts. In milliseconds. */
const DELAY = 250;

interface Typed {
  readonly text: string;
  /** What was there when it was last looked at. */
  readonly known: string;
  /** What was handed on last. */
  readonly sent: string;
}

/** A text that a person types, which is handed on when they stop; when it changes elsewhere, it is what it is there. */
export function useSettledText(
  current: string,
  onSettled: (text: string) => void,
): readonly [text: string, type: (text: string) => void] {
  const [typed, setTyped] = useState<Typed>({ text: current, known: current, sent: current });
  const { text, known, sent } = typed;
  if (current !== known) setTyped({ text: current === sent ? text : current, known: current, sent: current });
  useEffect(() => {
    if (text === known || text === sent) return undefined;
    const timer = setTimeout(() => {
      setTyped({ text, known, sent: text });
      onSettled(text);
    }, DELAY);
    return () => clearTimeout(timer);
  });
  return [text, (next) => setTyped({ text: next, known, sent })];
}

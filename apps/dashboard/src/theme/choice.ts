/** How the page looks, as a person has chosen it in this browser. */
export interface Choice<Value extends string> {
  /** The first one is the default. */
  readonly values: readonly [Value, ...Value[]];
  /** Returns what was chosen. */
  readonly read: () => Value;
  /** Applies a value, and keeps it for the next time. */
  readonly choose: (value: Value) => void;
  /** Calls a function when another value was chosen, also in another tab. Returns what ends that. */
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Themes; `system` follows the setting of the operating system. */
export const theme: Choice<'system' | 'light' | 'dark'> = makeChoice('theme', ['system', 'light', 'dark']);

/** How close rows are. */
export const density: Choice<'comfortable' | 'compact'> = makeChoice('density', ['comfortable', 'compact']);

function makeChoice<Value extends string>(
  name: 'theme' | 'density',
  values: readonly [Value, ...Value[]],
): Choice<Value> {
  // The script that runs before the first paint reads this too.
  const key = `poppo-${name}`;
  const changes = new EventTarget();
  const read = (): Value => {
    const kept = localStorage.getItem(key);
    return values.find((value) => value === kept) ?? values[0];
  };
  const apply = (): void => {
    const value = read();
    if (value === values[0]) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
    changes.dispatchEvent(new Event('change'));
  };
  window.addEventListener('storage', (event) => {
    // Without a key, everything was removed.
    if (event.key === key || event.key === null) apply();
  });
  return {
    values,
    read,
    choose: (value) => {
      if (value === values[0]) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      apply();
    },
    subscribe: (onChange) => {
      changes.addEventListener('change', onChange);
      return () => changes.removeEventListener('change', onChange);
    },
  };
}

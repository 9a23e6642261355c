import { useEffect, useState } from 'react';

/** Returns how often the theme has changed, for what is drawn and does not follow it by itself. */
export function useThemeChanges(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const change = (): void => setCount((known) => known + 1);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    const observer = new MutationObserver(change);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', change);
      observer.disconnect();
    };
  }, []);
  return count;
}

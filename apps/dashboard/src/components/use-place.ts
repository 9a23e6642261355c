import { useEffect } from 'react';

/** Names the document after a place. */
export function usePlace(name: string): void {
  useEffect(() => {
    document.title = `${name} · PoppoBuilder`;
  }, [name]);
}

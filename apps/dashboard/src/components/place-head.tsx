import type { ReactNode } from 'react';
import { usePlace } from './use-place.ts';

/** What a {@link PlaceHead} shows. */
export interface PlaceHeadProps {
  readonly name: string;
  /** Beside the name. */
  readonly children?: ReactNode;
}

/** The name of a place, which is that of the document too. */
export function PlaceHead({ name, children }: PlaceHeadProps) {
  usePlace(name);
  return (
    <div className="place-head">
      <h1>{name}</h1>
      {children}
    </div>
  );
}

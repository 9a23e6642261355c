/** How close rows are. */
export const DENSITIES = ['comfortable', 'compact'] as const;

export type Density = (typeof DENSITIES)[number];

/** The script that runs before the first paint reads this too. */
const KEY = 'poppo-density';

/** Returns the density that was chosen. */
export function readDensity(): Density {
  return localStorage.getItem(KEY) === 'compact' ? 'compact' : 'comfortable';
}

/** Applies a density, and keeps it for the next time. */
export function chooseDensity(density: Density): void {
  if (density === 'comfortable') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['density'];
  } else {
    localStorage.setItem(KEY, density);
    document.documentElement.dataset['density'] = density;
  }
}

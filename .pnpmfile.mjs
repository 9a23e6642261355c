const SOURCE = '@poppobuilder/source';

/** Removes the condition under which the workspace loads sources, which are not published. */
function withoutSource(value) {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== SOURCE);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutSource(inner)]));
}

export const hooks = {
  beforePacking: (manifest) => ({ ...manifest, exports: withoutSource(manifest.exports) }),
};

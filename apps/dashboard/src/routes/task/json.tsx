/** A value as JSON. */
export function Json({ value }: { readonly value: unknown }) {
  return (
    <pre tabIndex={0} role="region" aria-label="JSON">
      <code>{JSON.stringify(value, undefined, 2)}</code>
    </pre>
  );
}

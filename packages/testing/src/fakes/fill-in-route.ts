/** Returns a route with its parameters filled in; those that are missing stay in braces. */
export function fillIn(route: string, parameters: Readonly<Record<string, unknown>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? encodeURI(String(parameters[name])) : placeholder,
  );
}

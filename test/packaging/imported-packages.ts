import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { parseSync } from 'rolldown/utils';

const CALLS = /\b(?:import|require)\(['"]([^'"]+)['"]\)/g;

/** The packages that a built file imports, requires or takes types from. */
export function importedPackages(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, text, file.endsWith('.d.ts') ? { lang: 'dts' } : { lang: 'js' });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  const names = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    // Types are imported by calls too; in code, comments would be taken for such calls.
    ...(file.endsWith('.d.ts') ? [...text.matchAll(CALLS)].flatMap(([, name]) => name ?? []) : []),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^['"](.+)['"]$/.exec(text.slice(start, end));
      return literal?.[1] ?? [];
    }),
  ];
  return names.filter((name) => !/^[./#]/.test(name) && !isBuiltin(name)).map(packageOf);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

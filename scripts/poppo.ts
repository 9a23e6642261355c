/** Runs `poppo` where the person stands: pnpm starts scripts in the folder of their package.json. */
process.chdir(process.env['INIT_CWD'] ?? process.cwd());

await import(import.meta.resolve('../apps/cli/bin/poppo.js'));

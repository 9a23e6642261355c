import { writeReference } from './reference/write-reference.ts';

// Usage: node --conditions=@poppobuilder/source src/write-reference.ts. Writes what docs/reference/ has from the sources.
for (const file of await writeReference()) console.log(`${file} is written anew.`);

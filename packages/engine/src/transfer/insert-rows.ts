import { type Queryable, isTransient } from '../database/database.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { SchemaNames } from '../schema/names.ts';
import { type Counts, damaged, type Header, parseEnd, tableOf } from './format.ts';
import { movedColumns, movedTables } from './moved-tables.ts';

/** How much goes to the database at once. */
const MAX_ROWS = 1_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Inserts the rows of all lines but the last, which must have their number. Rejects with `INVALID_CONFIG`. */
export async function insertRows(
  transaction: Queryable,
  names: SchemaNames,
  header: Header,
  lines: AsyncIterable<string>,
): Promise<Counts> {
  const statements = await insertStatements(transaction, names, header);
  const counts: Counts = Object.fromEntries([...statements.keys()].map((table) => [table, 0]));
  let batch = new Batch('');
  let place = 1;
  let end: Counts | undefined;
  for await (const line of lines) {
    place += 1;
    if (end !== undefined) throw damaged(`line ${place} follows its last line`);
    const table = tableOf(line, place);
    if (table === undefined) {
      end = parseEnd(line);
      continue;
    }
    if (table !== batch.table || batch.isFull) {
      await batch.insert(transaction, statements);
      batch = new Batch(table);
    }
    batch.add(line);
    counts[table] = (counts[table] ?? 0) + 1;
  }
  await batch.insert(transaction, statements);
  if (end === undefined) throw damaged('it is incomplete, as its last line is missing');
  assertCounted(counts, end);
  return counts;
}

class Batch {
  readonly table: string;
  readonly #lines: string[] = [];
  #characters = 0;

  constructor(table: string) {
    this.table = table;
  }

  get isFull(): boolean {
    return this.#lines.length >= MAX_ROWS || this.#characters >= MAX_CHARACTERS;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
  }

  async insert(transaction: Queryable, statements: ReadonlyMap<string, string>): Promise<void> {
    if (this.#lines.length === 0) return;
    const statement = statements.get(this.table);
    if (statement === undefined) throw damaged(`it has rows of an unknown table "${this.table}"`);
    try {
      await transaction.query(statement, [`[${this.#lines.join(',')}]`]);
    } catch (error) {
      if (isUnavailable(error) || isTransient(error)) throw error;
      throw damaged(`the database refuses a row of "${this.table}" (${(error as Error).message})`, error);
    }
  }
}

/** Columns that an older export lacks get their defaults. */
async function insertStatements(
  transaction: Queryable,
  names: SchemaNames,
  header: Header,
): Promise<ReadonlyMap<string, string>> {
  const statements = new Map<string, string>();
  for (const moved of movedTables(names)) {
    const given = new Set(header.tables[moved.name] ?? []);
    const columns = (await movedColumns(transaction, moved)).filter((column) => given.has(column));
    if (columns.length === 0) continue;
    statements.set(
      moved.name,
      `INSERT INTO ${moved.table} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${columns.map((column) => `r.${column}`).join(', ')}
       FROM jsonb_array_elements($1::jsonb) AS line,
         jsonb_populate_record(NULL::${moved.table}, line->'${moved.name}') AS r`,
    );
  }
  return statements;
}

function assertCounted(counts: Counts, end: Counts): void {
  for (const table of new Set([...Object.keys(counts), ...Object.keys(end)])) {
    const { [table]: found = 0 } = counts;
    const { [table]: expected = 0 } = end;
    if (found !== expected)
      throw damaged(`it has ${found} rows of "${table}", but was written with ${expected}`);
  }
}

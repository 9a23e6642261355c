import { type ClientCommand, type ClientOptions, runClient } from './run-client.ts';

/** How a list is shown. */
export interface ListView<Item> {
  /** What is said where there is nothing. */
  readonly empty: string;
  readonly head: readonly string[];
  row(item: Item): readonly (string | undefined)[];
}

/** Shows a list: JSON prints one item a line. */
export async function showList<Item>(
  options: ClientOptions,
  fetch: (client: ClientCommand['client']) => Promise<readonly Item[]>,
  view: ListView<Item>,
): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const items = await fetch(client);
    if (options.json === true) {
      print.json(...items);
      return;
    }
    if (items.length === 0) {
      print.lines(view.empty);
      return;
    }
    const { formatTable } = await import('./format-table.ts');
    print.lines(
      formatTable(
        view.head,
        items.map((item) => view.row(item)),
      ),
    );
  });
}

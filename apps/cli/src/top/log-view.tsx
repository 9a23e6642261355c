import type { DaemonClient } from '@poppobuilder/api/client';
import { Box, Text, useInput, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import { printableLine } from '../output/printable.ts';
import { describeError } from './describe.ts';

/** How often new entries are asked for. In milliseconds. */
const INTERVAL = 1_000;

/** How many entries are asked for at once. */
const PAGE = 5_000;

/** Lines that the title, the note and the keys take. */
const SURROUNDINGS = 3;

interface LogViewProps {
  readonly client: DaemonClient;
  readonly taskId: string;
  readonly onClose: () => void;
}

/** The end of a task's log, which grows with it. */
export function LogView({ client, taskId, onClose }: LogViewProps): ReactNode {
  const { rows } = useWindowSize();
  const height = Math.max(1, rows - SURROUNDINGS);
  const [lines, setLines] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');

  useInput((input, key) => {
    if (input === 'q' || input === 'l' || key.escape) onClose();
  });

  useEffect(() => {
    let isOpen = true;
    let after = 0;
    const more = async (): Promise<void> => {
      try {
        const { items, next } = await client.tasks.logs({ id: taskId, after, limit: PAGE });
        if (!isOpen) return;
        after = items.at(-1)?.sequence ?? after;
        setNote('');
        setLines((known) => [...known, ...items.map(({ message }) => printableLine(message))].slice(-height));
        if (next !== undefined) await more();
      } catch (error) {
        setNote(describeError(error));
      }
    };
    let timer: NodeJS.Timeout | undefined;
    const loop = async (): Promise<void> => {
      await more();
      if (isOpen) timer = setTimeout(() => void loop(), INTERVAL);
    };
    void loop();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [client, taskId, height]);

  return (
    <Box flexDirection="column">
      <Text bold>{printableLine(taskId)}</Text>
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line}
        </Text>
      ))}
      <Text color="yellow">{lines.length === 0 && note === '' ? 'There are no entries yet.' : note}</Text>
      <Text dimColor>q back</Text>
    </Box>
  );
}

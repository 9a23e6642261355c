import type { CommandOptions } from '@poppobuilder/core';
import type { Reply } from './fake.ts';

/** A command that was run. */
export interface CommandCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: CommandOptions;
}

/** What a command prints, and how it ends. */
export interface CommandReply {
  /** @defaultValue '' */
  readonly stdout?: string;
  /** @defaultValue '' */
  readonly stderr?: string;
  /** @defaultValue 0, or none with `signal` */
  readonly exitCode?: number;
  /** Name of the signal that ends it. */
  readonly signal?: string;
}

/** Replies by command lines, which are a command and its arguments with spaces in between. */
export type CommandScript = Readonly<Record<string, Reply<CommandCall, CommandReply>>>;

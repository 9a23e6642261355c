import type { Plugin } from '@poppobuilder/core';
import type { AgentConfigInput } from '../agent-config.ts';
import type { AgentRequest } from '../coding-agent.ts';

/** What the agent's model does in one turn. */
export type ModelTurn =
  /** Answers with a text. */
  | { readonly says: string }
  /** Runs a command in a shell. */
  | { readonly runs: string }
  /** Answers in the form of the schema that the request has. */
  | { readonly gives: Readonly<Record<string, unknown>> }
  /** Refuses the request with an HTTP status. */
  | { readonly refuses: number }
  /** Says that the account reached its usage limit, until then: milliseconds since the epoch, at a full minute. */
  | { readonly limitedUntil: number }
  /** Begins an answer and falls silent. */
  | { readonly fallsSilent: true };

/** A stand-in for the API of the agent's model. */
export interface ModelApi extends AsyncDisposable {
  /** Variables of the host with which the agent uses the stand-in, among them `secret`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The key of the API, which must show nowhere. */
  readonly secret: string;
  /** The bodies of the requests so far, as JSON text. */
  readonly requests: () => readonly string[];
}

/** A coding agent that is to pass {@link agentContract}. */
export interface AgentUnderTest {
  /** Its name, as `agent.provider` has it. */
  readonly provider: string;
  /** The plugins that bring it. @defaultValue none */
  readonly plugins?: readonly Plugin[];
  /** Its configuration, such as the path of its executable. It may not repeat failed requests. */
  readonly agent: AgentConfigInput;
  /** Other sections of the project's configuration. @defaultValue none */
  readonly sections?: Readonly<Record<string, object>>;
  /** Options of a request with which the agent may run commands that write into the project. */
  readonly mayRunCommands: Partial<AgentRequest>;
  /** Starts a stand-in that does this, one a request, and the last again and again. */
  startApi(turns: readonly ModelTurn[]): Promise<ModelApi>;
}

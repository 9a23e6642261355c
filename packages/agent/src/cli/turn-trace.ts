import { activeTraceparent, startSpan, type Span, traceTime } from '@poppobuilder/core/runner-kit';

/**
 * Records the turns of an agent and its tool calls as spans below that of its run. Names of tools and models are kept, what they
 * were given and what they answered is not.
 */
export class TurnTrace {
  readonly #parent = activeTraceparent();
  readonly #provider: string;
  readonly #tools = new Map<string, Span>();
  #turn: { readonly id: string | undefined; readonly span: Span } | undefined;
  #since = traceTime();

  /** Is created within the span of the run. */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** A piece of an answer came. Pieces of one turn share its id, or have none. */
  answered(id: string | undefined, model: string | undefined): void {
    if (this.#parent === undefined || (this.#turn !== undefined && this.#turn.id === id)) return;
    this.#endTurn();
    const span = startSpan(model === undefined ? 'chat' : `chat ${model}`, {
      kind: 'client',
      parent: this.#parent,
      startTime: this.#since,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': this.#provider,
        'gen_ai.response.model': model,
        'gen_ai.response.id': id,
      },
    });
    this.#turn = { id, span };
  }

  /** The model asked for a tool. */
  toolStarted(id: string, name: string): void {
    if (this.#parent === undefined || this.#tools.has(id)) return;
    const span = startSpan(`execute_tool ${name}`, {
      parent: this.#turn?.span.traceparent ?? this.#parent,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': name,
        'gen_ai.tool.call.id': id,
      },
    });
    this.#tools.set(id, span);
  }

  /** The result of a tool was sent to the model, which answers in another turn. */
  toolEnded(id: string): void {
    this.#tools.get(id)?.end();
    this.#tools.delete(id);
    if (this.#tools.size > 0) return;
    this.#endTurn();
  }

  /** The agent has answered, or ended. */
  end(): void {
    for (const id of this.#tools.keys()) this.toolEnded(id);
    this.#endTurn();
  }

  #endTurn(): void {
    this.#turn?.span.end();
    this.#turn = undefined;
    this.#since = traceTime();
  }
}

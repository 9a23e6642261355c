import { type Fixture, type FixtureResponse, LLMock } from '@copilotkit/aimock';

// Without it a fixture for one turn answers every later turn too, and the agent never ends.
process.env['AIMOCK_STRICT_TURN_INDEX'] = '1';

/** Usage that the stand-in bills when an answer names none. */
const TURN_USAGE = { input_tokens: 1_000, output_tokens: 50 };

/** A local stand-in for the model's API. */
export interface ModelApi extends AsyncDisposable {
  readonly url: string;
  /** The system prompts and messages of every request, as JSON text. */
  readonly requests: () => readonly string[];
}

/** Starts a stand-in that gives these answers, one a turn. */
export async function startModelApi(answers: readonly FixtureResponse[]): Promise<ModelApi> {
  return serve(answers.map((response, turnIndex) => ({ match: { turnIndex }, response })));
}

/** Starts a stand-in with fixtures of its own making. */
export async function serve(fixtures: readonly Fixture[]): Promise<ModelApi> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  mock.addFixtures([...fixtures]);
  await mock.start();
  return {
    url: mock.url,
    requests: () => mock.getRequests().map(({ body }) => JSON.stringify(body)),
    [Symbol.asyncDispose]: () => mock.stop(),
  };
}

/** An answer that ends the work. */
export function says(content: string): FixtureResponse {
  return { content, usage: TURN_USAGE };
}

/** An answer that uses a tool. */
export function uses(name: string, input: Readonly<Record<string, unknown>>): FixtureResponse {
  return { toolCalls: [{ name, arguments: JSON.stringify(input) }], usage: TURN_USAGE };
}

/** An answer that runs a command. */
export function runs(command: string): FixtureResponse {
  return uses('Bash', { command });
}

/** An error in place of an answer. */
export function refuses(status: number, type: string): FixtureResponse {
  return { error: { message: `refused with ${status}`, type }, status };
}

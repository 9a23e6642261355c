/** For how long a statement that found a task free of holds allows it to start. In milliseconds, as all times here. */
export const START_WINDOW = 750;

/** How long a hold waits for consumers that do not answer: what they fetched before can then no longer start. */
export const ANSWER_TIMEOUT = 1_000;

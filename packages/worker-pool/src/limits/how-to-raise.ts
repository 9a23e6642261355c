const FLAGS = {
  memoryLimit: '--memory-limit',
  outputLimit: '--output-limit',
  maxProcesses: '--max-processes',
  cpuTime: '--cpu-time',
} as const;

/** Returns the places where a limit can be raised, to end a hint with. */
export function howToRaise(name: keyof typeof FLAGS): string {
  return (
    `raise the limit: ${FLAGS[name]} of poppo run, the option ${name} of a WorkerPool, ` +
    `or limits.${name} in the operator's configuration of the project`
  );
}

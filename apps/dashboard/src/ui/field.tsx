import { type ReactNode, useId } from 'react';

/** What ties a control to its label and its problem. */
interface Control {
  readonly id: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-describedby'?: string;
}

/** What a {@link Field} shows. */
export interface FieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  readonly children: (control: Control) => ReactNode;
}

/** A control with its label, and with what is wrong with it. */
export function Field({ label, problem, children }: FieldProps) {
  const id = useId();
  const problemId = `${id}-problem`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': problemId }),
      })}
      {problem !== undefined && (
        <span id={problemId} className="problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

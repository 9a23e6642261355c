import { type ReactNode, useId } from 'react';

/** What ties a control to its label, its hint and its problem. */
interface ControlProps {
  readonly id: string;
  readonly 'aria-required'?: boolean;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-describedby'?: string;
}

/** What is around the control of a property. */
export interface FieldFrameProps {
  /** Name of the property, which is what messages of the daemon say. */
  readonly name: string;
  /** Beside the name. */
  readonly note?: string | undefined;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly isRequired?: boolean | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

/** The label of a property, its hint, and what is wrong with it. */
export function FieldFrame({ name, note, hint, problem, isRequired = false, children }: FieldFrameProps) {
  const id = useId();
  const described = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(problem === undefined ? [] : [`${id}-problem`]),
  ];
  return (
    <div className="field">
      <label htmlFor={id}>
        <code>{name}</code>
        {isRequired && <span aria-hidden> *</span>} {note}
      </label>
      {children({
        id,
        ...(isRequired ? { 'aria-required': true } : {}),
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
        ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
      })}
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem !== undefined && (
        <span className="problem" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}

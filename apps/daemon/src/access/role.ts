/** A viewer reads; an operator may do everything. */
export type Role = 'viewer' | 'operator';

const WORDS = [
  // Switches.
  'true false yes no on off y n t f 0 1 none null nil undefined enable enabled disable disabled auto always never',
  'required optional default inherit include omit same-origin',
  // Levels of access.
  'read write admin triage maintain pull push all owner member collaborator public private internal',
  'read-only readonly read-write readwrite',
  // Types of values.
  'string number integer boolean object array',
  // Kinds of signing in, and the names that stand in place of a password.
  'basic bearer digest oauth oauth2 anonymous x-access-token x-oauth-basic',
  // Users and passwords of software that is tried out.
  'postgres postgresql mysql mariadb mongo mongodb redis rabbitmq minio minioadmin elastic',
  'root guest user username administrator sa test testing tester demo dummy example sample',
  'password passwd passphrase pass secret token changeme change-me change_me',
  'localhost local dev development stage staging prod production',
  // What stands in place of a secret already.
  'redacted [redacted] masked hidden',
];

/** Words that are no secrets, under whatever name they stand: masking them would blot out ordinary text. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.flatMap((words) => words.split(' ')));

import { spawnSync } from 'node:child_process';

/** Perl is installed with git, where `keyctl` may be absent. */
const CALLS = String.raw`
  my $calls = { x86_64 => 248, aarch64 => 217 }->{(split " ", qx(uname -m))[0]};
  my ($SETPERM, $UNLINK, $keyring, $type) = (5, 9, -4, "user");
  my ($key, $text, $id) = @ARGV;`;

function perl(line: string, ...args: string[]): string {
  const { stdout, error } = spawnSync('perl', ['-e', `${CALLS} ${line}`, ...args], { encoding: 'utf8' });
  return error === undefined ? stdout.trim() : '';
}

/** The id of the key; the user may do everything with it, as a login's own programs do. */
function addKey(description: string, text: string): string {
  const line = `$id = syscall($calls, $type, $key, $text, length $text, $keyring);
    syscall($calls + 2, $SETPERM, $id, 0x3f3f0000, 0, 0); print $id;`;
  return perl(line, description, text);
}

function removeKey(id: string): void {
  perl('syscall($calls + 2, $UNLINK, 0 + $id, $keyring, 0, 0);', '', '', id);
}

/** Adds a key to the keyring of this user. Returns what removes it; a kernel without keyrings has none. */
export function addUserKey(description: string, text: string): () => void {
  const id = addKey(description, text);
  return () => removeKey(id);
}

/** Whether this process may use keyrings: containers often deny it. */
export function hasKeyrings(): boolean {
  const id = addKey('probe', 'text');
  removeKey(id);
  return Number(id) > 0;
}

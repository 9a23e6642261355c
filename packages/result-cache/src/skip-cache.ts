/** Why a result can be neither taken nor kept this time. Its message is a clause: "the file src/a cannot be read (EACCES)". */
export class SkipCache extends Error {
  override readonly name = 'SkipCache';
}

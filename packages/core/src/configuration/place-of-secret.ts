import { isSecretName } from '../secrets/secret-names.ts';

/** Returns where a secret belongs that somebody put into a file for configuration, for the end of the mistake. */
export function placeOfSecret(mistake: string): string {
  const [, key = ''] = /([^.]+): is not a known field$/.exec(mistake) ?? [];
  return isSecretName(key) ? '; put secrets into .poppo/credentials.json' : '';
}

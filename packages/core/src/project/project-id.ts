/** What a project id may look like: it becomes the name of a folder. */
export const PROJECT_ID_PATTERN: RegExp = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/;

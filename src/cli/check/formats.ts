/** Formats that hold several reports at once. */
export const CHECK_FORMATS = ['pretty', 'json', 'github', 'markdown', 'sarif'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

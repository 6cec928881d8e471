/** Formats that hold several reports at once. */
export const CHECK_FORMATS = ['pretty', 'json', 'html', 'markdown', 'sarif', 'github', 'junit', 'rdjson'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];
/** Of these, those that draw or list the facts of both sides. */
export const CHECK_FORMATS_WITH_FACTS: readonly CheckFormat[] = ['html'];

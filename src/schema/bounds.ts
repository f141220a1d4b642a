/** Most items of one page: the whole fleet fits. */
export const MAX_PAGE_SIZE = 2_000;

/** Longest window that may be asked for. */
export const MAX_WINDOW_DAYS = 90;

/** Days of a window that has no end. */
export const DEFAULT_WINDOW_DAYS = 7;

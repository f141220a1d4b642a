/** Where all routes are. */
export const ROOT = "/api/v1";

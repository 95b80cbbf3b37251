/** How long to wait before the database is asked again after it has failed, in milliseconds. */
export const DATABASE_PAUSE_MS = 500

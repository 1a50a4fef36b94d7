/** Of one sound file. The page says so before it sends anything. */
export const MAX_UPLOAD_BYTES = 40 * 1024 * 1024

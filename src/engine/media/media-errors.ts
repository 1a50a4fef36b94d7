/** Every port pair of the range is taken, by our own streams or by somebody else. */
export class NoMediaPortError extends Error {
  readonly code = 'NO_MEDIA_PORT'
}

/** A media worker thread died or could not be started; the streams on it are reopened, what they played or recorded is over. */
export class MediaWorkerError extends Error {
  readonly code = 'MEDIA_WORKER'
}

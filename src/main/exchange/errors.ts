/** A folder that cannot be read or written. `message` is a sentence for the administrator and names the folder, the file or the limit. */
export class CannotExchangeError extends Error {
  readonly code = 'CANNOT_EXCHANGE'

  constructor(reason: string, options?: ErrorOptions) {
    super(/[.]$/.test(reason) ? reason : `${reason}.`, options)
  }
}

import type { ResponseOptions } from '../../sip/user-agent.ts'

/** A REGISTER that changes nothing. */
export class RefusedError extends Error {
  readonly response: ResponseOptions
  constructor(response: ResponseOptions) {
    super(response.reason)
    this.response = response
  }
}

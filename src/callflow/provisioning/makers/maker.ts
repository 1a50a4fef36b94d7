import type { PhoneFile, PhoneSetup } from '../phone-setup.ts'

/** What a maker's phones fetch, and how it is written for them. */
export interface Maker {
  readonly name: string
  /** What their `User-Agent` says. */
  readonly userAgent: RegExp
  /** Where in the phone's own menus the address is typed in. */
  readonly where: string
  /** What is typed in there, from an address that ends with a slash. */
  readonly typed: (baseUrl: string) => string
  /** The first is the one that the phone asks for by itself. */
  readonly files: (setup: PhoneSetup) => readonly PhoneFile[]
}

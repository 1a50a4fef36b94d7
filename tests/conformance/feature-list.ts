/** Every row of the capabilities this product is measured by, and what those not shown by a test of their own wait for. */

export const featureRows: readonly string[] = [
  ...'A0 A5 A6 A9 B1 B2 B3'.split(' '),
  ...Array.from({ length: 113 }, (_, index) => `M${index + 1}`),
  ...'M24b M75b M88b M88c'.split(' '),
]

/** Rows that no test promises, each with the reason. A row leaves this list with its first test. */
export const waiting: Readonly<Record<string, string>> = {
  M1: 'signing in comes with several people in one design',
  M2: 'sections of the side bar: the end-to-end tests go through them, none promises all of them',
  M5: 'the designer as a whole: its parts are rows M25 to M50',
  M6: 'the page of people: its fields are rows M23, M84 and M88b',
  M7: 'the registered mark comes with row tests of the pages of a running engine',
  M9: 'the table of registrations comes with row tests of the pages of a running engine',
  M19: 'the week of call history comes with row tests of the pages of a running engine; its CSV is tested beside it',
  M22: 'comes with bulk edit',
  M74: 'comes with faxing by mail',
  M88: 'comes with the browser phone',
  M90: 'comes with carriers that sell numbers',
  M91: 'comes with looking up caller names',
  M113: 'comes with bulk edit',
  B2: 'the pages of what is edited outside the canvas: each kind has rows of its own',
}

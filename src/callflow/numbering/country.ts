import type { DesignSnapshot } from '../design/snapshot.ts'

/** Where an account is that does not say: two letters. The one place that decides it. */
const defaultCountry = 'US'

/** The country whose numbering plan a design's numbers are read in, two capital letters. */
export const countryOf = (design: Pick<DesignSnapshot, 'account'>): string =>
  design.account?.country.trim().toUpperCase() || defaultCountry

/** How a carrier writes the numbers it sends: as it likes, with its country, with its country but without the +, as people in the country do. */
export const numberFormats = ['auto', 'e164', 'e164-without-plus', 'national'] as const
export type NumberFormat = (typeof numberFormats)[number]

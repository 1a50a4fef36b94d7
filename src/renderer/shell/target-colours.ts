import type { TargetColour } from '../../main/api/target-contract.ts'

/** So that nobody mistakes one site for another; the name stands beside it always. */
export const fills: Record<TargetColour, string> = {
  grey: 'bg-grey-8',
  blue: 'bg-cat-basic',
  teal: 'bg-cat-time',
  green: 'bg-cat-office-anywhere',
  amber: 'bg-dot-amber',
  red: 'bg-dot-red',
  violet: 'bg-cat-advanced',
}

export const colourOptions = Object.keys(fills).map((key) => ({
  value: key as TargetColour, // the table has a line for each
  label: key.charAt(0).toUpperCase() + key.slice(1),
}))

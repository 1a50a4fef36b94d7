import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { sleep } from './sleep.ts'

const unitSec = new Map<unknown, number>([
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
])

export const kazooSleep = defineKazooAction({
  definition: sleep,
  module: 'sleep',
  fields: {
    // Kazoo's duration counts units; a changed one is written in the unit it had.
    durationSec: {
      read: ({ duration = 0, unit }) => (Number(duration) || 0) * (unitSec.get(unit) ?? 1),
      write: (value, into, { unit }) => {
        const known = unitSec.has(unit) ? unit : 's'
        return { ...into, duration: Math.round(value / (unitSec.get(known) ?? 1)), unit: known ?? 's' }
      },
    },
  },
})

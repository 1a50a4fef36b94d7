import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'

/** Something of the design that can be dialled. */
export interface DialEntry {
  readonly key: string
  readonly name: string
  readonly number: string
  readonly kind: 'person' | 'callflow' | 'number'
}

const order = { person: 0, callflow: 1, number: 2 } as const
const MOST_SHOWN = 50

/** People by their extension, callflows by their first number, numbers from outside; each number once, a person's first. */
export function dialEntries(design: DesignSnapshot): readonly DialEntry[] {
  const people = design
    .list('user')
    .filter(({ enabled, extension }) => enabled && extension !== '')
    .map(({ id, name, extension }): DialEntry => ({ key: id, name, number: extension, kind: 'person' }))
  const flows = design.list('callflow').flatMap(({ id, name, numbers }): DialEntry[] => {
    const number = dialable(numbers)
    return number === undefined ? [] : [{ key: id, name, number, kind: 'callflow' }]
  })
  const outside = design
    .list('phone-number')
    .map(({ id, name, number }): DialEntry => ({ key: id, name: name || number, number, kind: 'number' }))
  const taken = new Set<string>()
  return [...people, ...flows, ...outside]
    .filter(({ number }) => !taken.has(number) && taken.add(number))
    .toSorted((a, b) => order[a.kind] - order[b.kind] || a.name.localeCompare(b.name))
}

/** The first number that can be dialled: `no_match` is a word of ours. */
export const dialable = (numbers: readonly string[]): string | undefined =>
  numbers.find((number) => number !== 'no_match')

/** Those whose name or number hold every word. Nothing typed: all of them. */
export function searchEntries(entries: readonly DialEntry[], typed: string): readonly DialEntry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const isFound = ({ name, number }: DialEntry) => {
    const text = `${name} ${number}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  return entries.filter(isFound).slice(0, MOST_SHOWN)
}

/** What is dialled for what was typed: a number as it stands, without what people write between digits; else the only entry of that name. */
export function numberFor(entries: readonly DialEntry[], typed: string): string | undefined {
  const bare = typed.replace(/[\s()./-]/g, '')
  if (/^\+?[0-9*#]{1,64}$/.test(bare)) return bare
  const found = searchEntries(entries, typed)
  return typed.trim() !== '' && found.length === 1 ? found[0]?.number : undefined
}

/** How that number is called in the design; empty when it is not. */
export const nameOfNumber = (entries: readonly DialEntry[], number: string): string =>
  entries.find((entry) => entry.number === number)?.name ?? ''

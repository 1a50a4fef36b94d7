import type { DocumentOf } from '../../design/document.ts'
import { get, isObject, type Json, type JsonObject, withKeys } from './json.ts'
import { OWN_KEY } from './record.ts'

type Entry = DocumentOf<'number-list'>['entries'][number]

const MAX_ENTRIES = 100_000

/**
 * Entries of a number list are documents of their own to Kazoo (`lists/ID/entries`): the beginning of a number, or an expression (M38).
 * Those we cannot read stay behind the others.
 */
export const readEntries = (documents: readonly Json[]): Entry[] =>
  documents
    .map(readEntry)
    .filter((entry) => entry !== undefined)
    .slice(0, MAX_ENTRIES)

function readEntry(document: Json): Entry | undefined {
  const text = (key: string) => {
    const value = get(document, key)
    return typeof value === 'string' ? value : ''
  }
  const label = (text('displayname') || [text('firstname'), text('lastname')].filter(Boolean).join(' ')).slice(0, 80)
  const whole = get(document, OWN_KEY, 'number')
  if (typeof whole === 'string' && isEntryText(whole) && text('pattern') === patternOf(whole)) {
    return { match: 'number', value: whole, label }
  }
  if (isEntryText(text('number'))) return { match: 'prefix', value: text('number'), label }
  return isEntryText(text('pattern')) ? { match: 'regex', value: text('pattern'), label } : undefined
}

const isEntryText = (value: string) => value !== '' && value.length <= 256

/** Kazoo compares the beginning only; a whole number is an expression there, with or without the 1 when it is written nationally. */
const patternOf = (number: string) =>
  `^\\+?${number.startsWith('+') ? '' : '1?'}${number.replaceAll(/[^0-9*#]/g, '').replaceAll('*', '\\*')}$`

/** The entries of a list as documents: those that say the same as before come out as they were. */
export function writeEntries(listId: string, entries: readonly Entry[], kept: readonly Json[]): readonly Json[] {
  const before = kept.map((document) => ({ document, entry: readEntry(document) }))
  const known = Map.groupBy(before.filter(({ entry }) => entry !== undefined).slice(0, MAX_ENTRIES), ({ entry }) =>
    keyOf(entry),
  )
  const taken = entries.map((entry) => known.get(keyOf(entry))?.shift())
  // As many as before: what matches nothing is an entry edited in its place.
  const edited =
    entries.length === before.filter(({ entry }) => entry !== undefined).length ? [...known.values()].flat() : []
  const used = new Set(kept.map((document) => get(document, 'id')))
  let next = 0
  const freshId = () => {
    for (;;) {
      const id = `${listId}-entry-${++next}`
      if (!used.has(id)) return id
    }
  }
  const written = entries.map((entry, index) => {
    const original = taken[index] ?? edited.shift()
    if (original?.entry && isObject(original.document)) return withEntry(original.document, original.entry, entry)
    return withEntry({ id: freshId(), list_id: listId }, undefined, entry)
  })
  return [...written, ...before.filter(({ entry }) => entry === undefined).map(({ document }) => document)]
}

/** Older accounts keep entries in the list itself, by id: as documents, when that loses nothing. */
export function inlineEntries(list: JsonObject): readonly Json[] | undefined {
  if (!isObject(list.entries)) return undefined
  const entries = Object.entries(list.entries)
  const isPlain = entries.every(
    ([id, entry]) => id !== '__proto__' && isObject(entry) && !('id' in entry) && !('list_id' in entry),
  )
  return isPlain ? entries.map(([id, entry]) => withKeys(entry as JsonObject, [['id', id]])) : undefined // objects, seen above
}

export function withInlineEntries(list: JsonObject, documents: readonly Json[]): JsonObject {
  const entries = documents.flatMap((document) => {
    const id = get(document, 'id')
    if (!isObject(document) || typeof id !== 'string') return []
    return [
      [
        id,
        withKeys(document, [
          ['id', undefined],
          ['list_id', undefined],
        ]),
      ] as const,
    ]
  })
  return withKeys(list, [['entries', Object.fromEntries(entries)]])
}

const keyOf = (entry: Entry | undefined) => `${entry?.match} ${entry?.value}`

function withEntry(document: JsonObject, before: Entry | undefined, after: Entry): JsonObject {
  const changes: [string, Json | undefined][] = []
  if (before?.label !== after.label) {
    changes.push(['displayname', after.label || undefined])
    if (before) changes.push(['firstname', undefined], ['lastname', undefined])
  }
  if (before?.match !== after.match || before.value !== after.value) {
    const isWhole = after.match === 'number'
    changes.push(
      ['number', after.match === 'prefix' ? after.value : undefined],
      ['pattern', isWhole ? patternOf(after.value) : after.match === 'regex' ? after.value : undefined],
      [OWN_KEY, isWhole ? { number: after.value } : undefined],
    )
  }
  return changes.length === 0 ? document : withKeys(document, changes)
}

import type { CallerIdEdit } from './operation.ts'
import type { CallerIdPrefixes } from './script.ts'

export const noPrefixes: CallerIdPrefixes = { name: '', number: '' }

/** `original` replaces earlier prefixes, `current` puts the new one before them, reset clears (M43). */
export function applyCallerIdEdit(prefixes: CallerIdPrefixes, edit: CallerIdEdit): CallerIdPrefixes {
  if (edit.kind === 'reset-prepend') return noPrefixes
  if (edit.applyTo === 'original') return { name: edit.namePrefix, number: edit.numberPrefix }
  return { name: edit.namePrefix + prefixes.name, number: edit.numberPrefix + prefixes.number }
}

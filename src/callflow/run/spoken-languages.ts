import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from './script.ts'

/** Whose call it is, and what a step chose for it; empty: nothing. */
export interface SpokenTo {
  readonly design: Pick<DesignSnapshot, 'account' | 'find'>
  readonly caller: Caller
  readonly language: string
}

/**
 * In which languages a call is spoken to, the best first, as lower-case tags: what a step chose, then what the caller chose who is one of ours, then the
 * account's, then English; of each `fr-ca` before `fr`. What one does not have comes from the next.
 */
export function spokenLanguages(about: SpokenTo): readonly string[] {
  const { design, caller, language } = about
  const own = caller.origin.kind === 'device' ? design.find('user', caller.origin.userId)?.language : undefined
  const wanted = [language, own ?? '', design.account?.language ?? '', 'en'].map(tagOf)
  return [...new Set(wanted.flatMap((each) => [each, each.split('-')[0] ?? '']))].filter((each) => each !== '')
}

/** The one that is wanted most, for what can be said in any: speech, what others are told of the call. */
export const spokenLanguage = (about: SpokenTo): string => spokenLanguages(about)[0] ?? 'en'

const tagOf = (language: string) =>
  language
    .toLowerCase()
    .replaceAll('_', '-')
    .replaceAll(/[^a-z0-9-]/g, '')

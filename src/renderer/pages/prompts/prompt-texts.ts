import type { Account, Media } from '../../../callflow/design/document.ts'
import { promptKey } from '../../../callflow/design/prompt-key.ts'
import { shippedPrompts } from '../../store/shipped-prompts.ts'

/** One prompt in one language. */
export interface Prompt {
  readonly id: string
  readonly key: string
  readonly language: string
  /** What is said where nothing of one's own is recorded; empty when nobody knows. */
  readonly text: string
  /** The language that text is in: another one's where this one has no prompts. */
  readonly textIn: string
  readonly own: Media | undefined
}

export function promptsIn(language: string, account: Account, media: readonly Media[]): readonly Prompt[] {
  const byId = new Map(media.map((each) => [each.id, each]))
  const textIn = [language, language.split('-')[0] ?? '', 'en'].find((each) => shippedPrompts[each]) ?? 'en'
  return Object.entries(shippedPrompts[textIn] ?? {}).map(([id, text]) => {
    const key = promptKey(language, id)
    return { id, key, language, text, textIn, own: byId.get(account.prompts[key] ?? '') }
  })
}

/** Those we have prompts in, and whatever else the design speaks. */
export function languagesOf(account: Account, others: readonly string[]): readonly string[] {
  const replaced = Object.keys(account.prompts).map((key) => key.split('/')[0] ?? '')
  const spoken = [account.language, ...others, ...replaced].map((each) => each.toLowerCase().replaceAll('_', '-'))
  return [...new Set([...Object.keys(shippedPrompts), ...spoken])].filter((each) =>
    /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}$/.test(each),
  )
}

/** `German`, `French (Canada)`; the tag itself where nobody knows it. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}

const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' })

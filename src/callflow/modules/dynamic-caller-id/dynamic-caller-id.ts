import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, count, reference, seconds, text } from '../../design/fields.ts'
import type { CallerIdentity } from '../../numbering/caller-id.ts'
import { matchesRegex } from '../../numbering/linear-regex.ts'
import type { Operation, OperationResult } from '../../run/operation.ts'
import { answer, branch, type CallContext, collect, perform, play } from '../../run/script.ts'
import { prompt } from '../../scripts/prompts.ts'

const fixed = { field: 'source', is: ['fixed'] }

const settings = z.object({
  source: choice(['fixed', 'keyed', 'list'], {
    label: 'Caller ID from',
    help: 'Where the name and number of the next call out come from.',
    default: 'keyed',
    options: { fixed: 'The fields below', keyed: 'What the caller keys', list: 'A list, by its place' },
  }),
  name: text({ label: 'Caller name', help: 'Up to what phones show, often 15 characters.', shownWhen: fixed, max: 35 }),
  number: text({
    label: 'Caller number',
    help: 'One of your own numbers, or carriers may refuse it.',
    shownWhen: fixed,
    max: 35,
  }),
  listId: reference('number-list', {
    label: 'List',
    help: 'The caller keys the place in this list: 1 is its first number.',
  }),
  promptId: reference('media', { label: 'Question', help: 'A spoken one when empty.' }),
  minDigits: count({
    label: 'Fewest digits',
    help: 'Shorter entries change nothing.',
    unit: 'digits',
    min: 1,
    max: 20,
    default: 10,
    advanced: true,
  }),
  maxDigits: count({
    label: 'Most digits',
    help: 'The entry ends by itself at so many.',
    unit: 'digits',
    min: 1,
    max: 20,
    default: 10,
    advanced: true,
  }),
  interDigitSec: seconds({
    label: 'Wait between keys',
    help: 'The entry ends after so much silence.',
    min: 0.5,
    max: 30,
    default: 3,
    advanced: true,
  }),
  allowed: z.string().max(256).default('^[0-9]+$').meta({
    label: 'Numbers taken',
    help: 'Regular expression for what the caller keys.',
    control: 'regex',
    advanced: true,
  }),
})

type Settings = z.infer<typeof settings>

/**
 * Gives the call another caller ID, before prefixes and rewrites are put on it (M24b "dynamic_cid"); callers from outside lose their own. What is
 * keyed wrong leaves the caller ID as it was and says so once.
 */
export const dynamicCallerId = defineModule({
  type: 'dynamic-caller-id',
  version: 1,
  category: 'caller-id',
  name: 'Dynamic caller ID',
  description: 'Calls on under another caller ID: a fixed one, one that the caller keys, or one of a list.',
  icon: 'contact-round',
  settings,
  branches: [onlyBranch],
  expressions: ({ source, allowed }) =>
    source === 'keyed' ? [{ label: 'Numbers taken', source: allowed, otherwise: 'takes nothing that is keyed' }] : [],
  summary: ({ source, name, number, listId }, design) => {
    if (source === 'keyed') return 'Keyed by the caller'
    if (source === 'list') return design.find('number-list', listId)?.name ?? ''
    return [name, number].filter((part) => part !== '').join(' · ')
  },
  *script(call, chosen) {
    const { name, number } = chosen.source === 'fixed' ? chosen : yield* askCaller(call, chosen)
    if (name !== '' || number !== '') {
      yield* perform({ kind: 'edit-caller-id', edit: { kind: 'dynamic', name, number } })
    }
    return branch('_')
  },
})

function* askCaller(call: CallContext, chosen: Settings): Generator<Operation, CallerIdentity, OperationResult> {
  const { source, promptId, minDigits, maxDigits, allowed, listId } = chosen
  yield* answer()
  const { digits } = yield* collect({
    prompt: [promptId ? { kind: 'media', mediaId: promptId } : prompt('dynamic-cid-enter_cid')],
    maxDigits: source === 'list' ? 3 : maxDigits,
    firstDigitTimeoutMs: 10_000,
    interDigitTimeoutMs: chosen.interDigitSec * 1_000,
    terminators: '#',
  })
  if (source === 'list') {
    const entry = call.design.find('number-list', listId)?.entries[Number(digits) - 1]
    if (entry?.match === 'number') return { name: entry.label.slice(0, 35), number: entry.value }
  } else if (digits.length >= minDigits && matchesRegex(allowed, digits)) return { name: '', number: digits }
  yield* play({ sounds: [prompt('menu-invalid_entry')], terminators: '' })
  return { name: '', number: '' }
}

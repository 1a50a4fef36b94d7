import type { Directory } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { Sound } from '../run/operation.ts'
import { answer, type CallContext, collect, play } from '../run/script.ts'
import { spokenLanguage } from '../run/spoken-languages.ts'
import { askKey } from './ask.ts'
import { type DirectoryPerson, directoryPeople, namesOf, peopleSpelled } from './directory-names.ts'
import { anyKey, type Does } from './does.ts'
import { hasSpokenName } from './mailbox/box-state.ts'
import { type PromptId, prompt } from './prompts.ts'
import { spokenNumber } from './saying/number.ts'

const SILENT_ROUNDS = 3
/** Searches a caller may make altogether: the call of a machine that keys anything ends too. */
const ROUNDS = 25
const KEY_ROUNDS = 3
const FIRST_KEY_MS = 2_000
const NEXT_KEY_MS = 2_000
const MAX_LETTERS = 30

/** `silent`: nothing was keyed. `nobody`: left with 0. `lost`: the person chosen has no callflow that exists. */
export type Found = 'silent' | 'nobody' | 'lost' | { readonly flowId: DocumentId }

const entryPrompt = {
  both: 'dir-enter_person',
  'first-name': 'dir-enter_person_firstname',
  'last-name': 'dir-enter_person_lastname',
} as const satisfies Record<Directory['searchBy'], PromptId>

/** What Kazoo takes for a name, whatever the directory says: one key, and at least another (M59). */
const KAZOO_FEWEST = 2

/**
 * Dial by name (M59-M61). The first key is awaited 2 s after the prompt, further ones until 2 s of silence. The fewest letters are required
 * and the most end the entry, as the settings say; a lone 0 leaves. A directory from Kazoo keeps its ways: two keys always search, no number
 * of them ends the entry, and it is left by any key and then 0. Three rounds without a key give up.
 */
export function* searchDirectory(call: CallContext, directory: Directory): Does<Found> {
  yield* answer()
  const people = directoryPeople(call.design, directory)
  const isKazoo = directory.letterCount === 'two-or-more'
  let silent = 0
  for (let round = 0; round < ROUNDS && silent < SILENT_ROUNDS; round++) {
    const { digits } = yield* collect({
      prompt: [prompt(entryPrompt[directory.searchBy])],
      maxDigits: (isKazoo ? 0 : directory.maxDigits) || MAX_LETTERS,
      firstDigitTimeoutMs: FIRST_KEY_MS,
      interDigitTimeoutMs: NEXT_KEY_MS,
      terminators: '#',
    })
    if (isKazoo ? /^.0$/.test(digits) : digits === '0') return 'nobody'
    silent = digits === '' ? silent + 1 : 0
    if (digits === '') continue
    if (digits.length < (isKazoo ? KAZOO_FEWEST : directory.minDigits)) {
      yield* say(
        prompt('dir-specify_minimum'),
        ...spokenNumber(directory.minDigits),
        prompt('dir-letters_of_person_name'),
      )
      continue
    }
    const person = yield* chosenOf(call, directory, peopleSpelled(people, digits, directory.searchBy))
    if (person) return yield* leadTo(call, person)
  }
  return 'silent'
}

/** Undefined: start over. */
function* chosenOf(
  call: CallContext,
  directory: Directory,
  matches: readonly DirectoryPerson[],
): Does<DirectoryPerson | undefined> {
  const [only, ...others] = matches
  if (!only) {
    yield* say(prompt('dir-no_results_found'))
    return undefined
  }
  if (others.length > 0) return yield* oneOfSeveral(call, matches)
  if (!directory.confirmMatch) return only
  const key = yield* askAbout(call, only, { before: [prompt('dir-found')], menu: 'dir-confirm_menu' })
  return key === '1' ? only : undefined
}

/** Reads matches in order: 1 takes one, 2 goes on, 3 starts over (M60). */
function* oneOfSeveral(call: CallContext, matches: readonly DirectoryPerson[]): Does<DirectoryPerson | undefined> {
  for (const [index, person] of matches.entries()) {
    const before = [prompt('dir-result_number'), ...spokenNumber(index + 1)]
    let key = ''
    for (let round = 0; round < KEY_ROUNDS && !['1', '2', '3'].includes(key); round++) {
      if (key !== '') yield* say(prompt('dir-invalid_key'))
      key = yield* askAbout(call, person, { before, menu: 'dir-result_menu' })
    }
    if (key === '1') return person
    if (key !== '2') return undefined
  }
  yield* say(prompt('dir-no_more_results'))
  return undefined
}

/**
 * Says a person's name and waits for a key: the name recorded for the mailbox, else spoken, else (where the system cannot speak) the
 * extension.
 */
function* askAbout(
  call: CallContext,
  person: DirectoryPerson,
  about: { readonly before: readonly Sound[]; readonly menu: PromptId },
): Does<string> {
  for (const name of yield* namesToSay(call, person)) {
    const said = yield* play({ sounds: [...about.before, ...name], terminators: anyKey })
    if (said.outcome === 'key') return said.key
    if (said.outcome === 'completed') break
  }
  return yield* askKey([prompt(about.menu)])
}

function* namesToSay(call: CallContext, { user }: DirectoryPerson): Does<readonly (readonly Sound[])[]> {
  const { design } = call
  const { first, last } = namesOf(user)
  const mailbox = design.list('mailbox').find(({ ownerId }) => ownerId === user.id)
  const hasRecorded = mailbox ? yield* hasSpokenName(mailbox.id) : false
  const spoken = { text: `${first} ${last}`.trim(), language: spokenLanguage(call) }
  return [
    ...(mailbox && hasRecorded ? [[{ kind: 'kept', what: { kind: 'mailbox-name', id: mailbox.id } } as const]] : []),
    [{ kind: 'speech', ...spoken, voice: 'default' } as const],
    ...(user.extension === '' ? [] : [[prompt('dir-extension'), { kind: 'digits', text: user.extension } as const]]),
  ]
}

function* leadTo({ design }: CallContext, { callflowId }: DirectoryPerson): Does<Found> {
  yield* say(prompt('dir-please_hold'))
  const flow = design.find('callflow', callflowId)
  return flow ? { flowId: flow.id } : 'lost'
}

function* say(...sounds: readonly Sound[]): Does<void> {
  yield* play({ sounds, terminators: anyKey })
}

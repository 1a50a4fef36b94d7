import type { Queue } from '../design/document.ts'
import type { ResultOf, Sound } from '../run/operation.ts'
import { type CallContext, perform, play } from '../run/script.ts'
import { askKey, askNumber } from './ask.ts'
import { callbackNumber } from './callback-number.ts'
import type { Does } from './does.ts'
import { prompt } from './prompts.ts'

/** Whoever is served at once is not offered anything else first. */
const OFFER_AFTER_MS = 5_000
/** Numbers that a caller may get wrong. */
const MAX_TRIES = 3
/** One more than any number has (ITU-T E.164, with what is dialled before it). */
const MAX_DIGITS = 21

type About = Pick<Queue, 'callbackOffer' | 'callbackKey' | 'callbackAfterSec' | 'callbackWaitSec'>

/** Whether the key counts before anything was said. */
export const isOfferedAtOnce = ({ callbackOffer }: About): boolean => callbackOffer === 'always'

/** When it is said first; undefined for never. */
export function firstOfferMs({ callbackOffer, callbackAfterSec }: About): number | undefined {
  if (callbackOffer === 'off') return undefined
  return callbackOffer === 'after-wait' ? Math.max(1, callbackAfterSec * 1_000) : OFFER_AFTER_MS
}

export function isOfferedNow(
  { callbackOffer, callbackAfterSec, callbackWaitSec }: About,
  { waitedMs, expectedWaitMs }: { readonly waitedMs: number } & Pick<ResultOf<'read-queue'>, 'expectedWaitMs'>,
): boolean {
  switch (callbackOffer) {
    case 'off':
      return false
    case 'always':
      return true
    case 'after-wait':
      return waitedMs >= callbackAfterSec * 1_000
    case 'long-wait':
      return expectedWaitMs !== undefined && expectedWaitMs > callbackWaitSec * 1_000
  }
}

export const offerSounds = ({ callbackKey }: About): readonly Sound[] => [
  prompt('queue-callback_offer'),
  { kind: 'digits', text: callbackKey },
]

/**
 * Asks where to call back: the number the caller has, when it can be called, or another one that they key. True: their place is kept, or that number's was
 * before, and they may hang up. False: they go on waiting, as who says nothing does.
 */
export function* askForCallback(call: CallContext, queue: Queue, ticket: string): Does<boolean> {
  let number = call.caller.isWithheld ? undefined : callbackNumber(call, queue, call.caller.number)
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    if (number === undefined) {
      const typed = yield* askNumber([prompt('queue-callback_enter')], MAX_DIGITS)
      if (typed === '') return false
      number = callbackNumber(call, queue, typed)
      if (number === undefined) {
        yield* play({ sounds: [prompt('queue-callback_not_possible')], terminators: '' })
        continue
      }
    }
    const answer = yield* askKey([
      prompt('queue-callback_number_is'),
      { kind: 'digits', text: number },
      prompt('queue-callback_confirm'),
    ])
    if (answer === '1') return yield* keep(call, { queue, ticket, number })
    if (answer !== '2') return false
    number = undefined
  }
  return false
}

function* keep(
  call: CallContext,
  { queue, ticket, number }: { readonly queue: Queue; readonly ticket: string; readonly number: string },
): Does<boolean> {
  const { name } = call.caller
  const { outcome } = yield* perform({ kind: 'request-callback', queueId: queue.id, ticket, number, name })
  const said = {
    kept: 'queue-callback_kept',
    'already-asked': 'queue-callback_already',
    full: 'queue-callback_not_possible',
  } as const
  yield* play({ sounds: [prompt(said[outcome])], terminators: '' })
  return outcome !== 'full'
}

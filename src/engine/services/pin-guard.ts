import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { OperationOf, PinGuarded, ResultOf } from '../../callflow/run/operation.ts'
import { type PinLock, PinTries, tryPin, whoIsShutOut } from '../../callflow/run/pin-tries.ts'
import type { Caller } from '../../callflow/run/script.ts'

export interface PinGuardOptions {
  readonly clock: { now(): number }
  /** Once each time something is shut; the words are for whoever runs the system, and name the caller. */
  readonly onShut: (message: string, about: PinGuarded) => void
}

/** Wrong PINs of live calls, over calls. What is remembered ends with the process. */
export class PinGuard {
  readonly #tries = new PinTries()
  readonly #options: PinGuardOptions

  constructor(options: PinGuardOptions) {
    this.#options = options
  }

  /** `caller` is who the call came from, whoever a step found them to be since. */
  perform(
    { of, outcome, byOwner }: OperationOf<'pin-try'>,
    { caller, design }: { readonly caller: Caller; readonly design: DesignSnapshot },
  ): ResultOf<'pin-try'> {
    const isInside = isAtPhone(caller)
    const by = { key: callerKey(caller), isInside, isOwner: byOwner && isInside }
    const result = tryPin(this.#tries, { of, outcome, by }, this.#options.clock.now())
    if (result.shut) this.#options.onShut(shutWords(result.shut, { of, caller, design }), of)
    return result
  }
}

const isAtPhone = ({ origin }: Caller) => origin.kind === 'device' && origin.deviceId !== ''

/** A phone of ours by its password, anybody else by the number a carrier shows. Who shows none is the same as all others of that trunk who do not. */
function callerKey({ origin, number, isWithheld }: Caller): string {
  if (origin.kind === 'device') return `device ${origin.deviceId}`
  return number === '' || isWithheld ? `withheld ${origin.trunkId ?? ''}` : `number ${number}`
}

interface ShutAbout {
  readonly of: PinGuarded
  readonly caller: Caller
  readonly design: DesignSnapshot
}

function shutWords({ for: whom, tries }: PinLock, { of, caller, design }: ShutAbout): string {
  const from = caller.number === '' || caller.isWithheld ? 'a caller who withholds the number' : caller.number
  const who = whom === 'caller' ? `all from ${from}` : `the last from ${from}`
  return `${tries} wrong PINs, ${who}: ${thingWords(of, design)} is shut to ${whoIsShutOut[whom]} for an hour.`
}

function thingWords({ kind, id }: PinGuarded, design: DesignSnapshot): string {
  const named = (what: string, name: string | undefined) => (name ? `${what} "${name}"` : what)
  switch (kind) {
    case 'mailbox': {
      const box = design.find('mailbox', id)
      return named('the mailbox', box && [box.name, box.number].filter(Boolean).join(' '))
    }
    case 'conference':
      return named('the conference', design.find('conference', id)?.name)
    case 'portal':
      return named('the Office Anywhere portal', design.find('portal', id)?.name)
    case 'disa':
      return named('DISA in the callflow', design.find('callflow', id)?.name)
    case 'hot-desk':
      return named('the hot desk of', design.find('user', id)?.name)
    case 'menu':
      return named('recording the greeting of the menu', design.find('menu', id)?.name)
  }
}

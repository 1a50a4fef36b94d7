import { admit } from '../../callflow/numbering/admit.ts'
import type { LimitReached } from '../../callflow/numbering/outside-limits.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { ringForClick } from '../../callflow/run/built-in-flow.ts'
import type { CallInput } from '../../callflow/run/interpreter.ts'
import type { Caller } from '../../callflow/run/script.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Call, CallSubject } from './call.ts'
import { ClickLeg } from './click-leg.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'
import { sendOn } from './transfer/send-on.ts'
import type { CallWorld } from './call-world.ts'

export interface Click {
  /** A person or a phone. */
  readonly fromId: string
  readonly number: string
  readonly autoAnswer: boolean
  /** What colleagues who are called see instead of the caller's own; empty for that. */
  readonly callerName: string
  readonly callerNumber: string
}

export type Clicked = { readonly ok: true; readonly callId: string } | ClickRefused
export type ClickRefused =
  | { readonly ok: false; readonly why: 'not-found' | 'not-allowed' | 'no-answer-there' | 'busy' }
  /** A limit on outside calls is reached already: no phone rings for it. */
  | { readonly ok: false; readonly why: 'limited'; readonly limit: LimitReached }

type To = Extract<ReturnType<typeof admit>, { kind: 'flow' | 'outside' }>

/** A click as a call: what it is, and where it goes once the phone of whoever clicked has answered. */
export interface Prepared {
  readonly subject: Omit<CallSubject, 'callId' | 'direction'>
  readonly to: To
  readonly entrance: Pick<CallInput, 'callflowId' | 'builtIn' | 'dialled'>
}

/** Whose phone it is decides where it may call, as if they dialled it there themselves. */
export function prepareClick(world: CallWorld, design: DesignSnapshot, click: Click): Prepared | ClickRefused {
  const caller = callerOf(world, design, click.fromId)
  if (!caller) return { ok: false, why: 'not-found' }
  const to = admit(design, caller, click.number)
  if (to.kind === 'denied') return { ok: false, why: 'not-allowed' }
  if (to.kind === 'refused') return { ok: false, why: 'no-answer-there' }
  const limit = to.kind === 'outside' ? limitBefore(world, { design, caller, click, number: to.dialled }) : undefined
  if (limit) return { ok: false, why: 'limited', limit }
  const { number, autoAnswer, callerName, callerNumber } = click
  const shown = { name: callerName, number: callerNumber }
  const builtIn = ringForClick({ memberId: click.fromId, number, autoAnswer, shown })
  return {
    subject: { design, caller, dialled: to.dialled, callflowId: to.kind === 'flow' ? to.callflowId : '' },
    to,
    entrance: { dialled: to.dialled, callflowId: '', builtIn },
  }
}

/** Of a person, what holds for whichever of their phones will answer. A trunk's own limit keeps nobody in who could go by another. */
function limitBefore(
  { outsideUse }: CallWorld,
  about: { readonly design: DesignSnapshot; readonly caller: Caller; readonly click: Click; readonly number: string },
): LimitReached | undefined {
  const { design, caller, click, number } = about
  const { origin } = caller
  const userId = origin.kind === 'device' ? (origin.userId ?? '') : ''
  const deviceId = design.find('device', click.fromId)?.id ?? ''
  return outsideUse.reached({ design, number, trunkId: '', userId, deviceId })
}

/** The phone that answers goes on to the number. */
export function goOnFromPhone(call: Call, { to }: Prepared): void {
  const stop = call.onEvent((event) => {
    const { caller, callee } = call
    if (event.kind !== 'operation' || event.operation.kind !== 'talk' || !callee) return
    stop()
    if (!(caller instanceof ClickLeg)) return
    const by = whoAnswered(call, callee as OutgoingLeg) // nothing but phones was rung
    sendOn(caller, { stays: callee, transfer: { caller: by, by, to, isOwn: true } })
    call.history.answeredByAnother('')
  })
}

function whoAnswered({ design, world, subject }: Call, { dialled: { target } }: OutgoingLeg): Caller {
  const device = target.kind === 'device' ? design.find('device', target.deviceId) : undefined
  return device ? callerAtDevice(design, device, (key) => world.runtimeState.read(key)) : subject.caller
}

/** Before anybody has answered: a person's first phone, or that phone. */
export function callerOf({ runtimeState }: CallWorld, design: DesignSnapshot, fromId: string): Caller | undefined {
  const device =
    design.find('device', fromId) ??
    (design.find('user', fromId) && design.list('device').find(({ ownerId }) => ownerId === fromId))
  return device && callerAtDevice(design, device, (key) => runtimeState.read(key))
}

import { z } from 'zod'
import { defineModule, onlyBranch } from '../define-module.ts'
import { makeDocument } from '../design/document.ts'
import type { Admission } from '../numbering/admit.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { DocumentId } from '../design/kind.ts'
import { callAsDialled } from '../scripts/call-outside.ts'
import { ringWhoClicks, type WhoClicks } from '../scripts/click-to-call.ts'
import { type CalledForHelp, ringWhoCalledForHelp } from '../scripts/emergency-call-back.ts'
import { lookUpName, nameLookupFor } from '../scripts/name-lookup.ts'
import { sayMayNotCall } from '../scripts/may-not-call.ts'
import { type ParkTimes, parkIn } from '../scripts/park-call.ts'
import { type NamedRinging, pickUpNamed } from '../scripts/pick-up-named.ts'
import { type ClickedSupervision, superviseByClick } from '../scripts/supervising.ts'
import { ringBack } from '../scripts/ring-back.ts'
import { type Callback, serveCallback } from '../scripts/serve-callback.ts'
import type { CompiledFlow } from './compile.ts'
import type { CallInput } from './interpreter.ts'
import type { FreeAgent } from './operation.ts'
import { branch, perform, type Caller, type Script, type CallContext } from './script.ts'

/** What happens to a call that no drawn callflow answers: one step that stands in no palette. In traces it is no step of a callflow. */
export interface BuiltInFlow {
  readonly flow: CompiledFlow
  /** Whether the callflow that runs before every call runs before this one. */
  readonly afterPreflow: boolean
}

/** Straight out on a trunk, as dialled. Nothing stands before a call for help. */
const straightOut: BuiltInFlow = { flow: oneStep(callAsDialled), afterPreflow: true }
const forHelp: BuiltInFlow = { ...straightOut, afterPreflow: false }

/** A caller who may not make this call hears so and is hung up on (A0 "call restriction"). */
const notAllowed = ({ message }: Admission & { kind: 'denied' }): BuiltInFlow => ({
  flow: oneStep(() => unauthorised(message)),
  afterPreflow: false,
})

/** A call that was sent on and answered by nobody rings whoever sent it. */
export const ringBackTo = (deviceId: DocumentId, sipStatus: number): BuiltInFlow => ({
  flow: oneStep((call) => ringBack(call, deviceId, sipStatus)),
  afterPreflow: false,
})

/** A click rings the phones of whoever clicked. */
export const ringForClick = (who: WhoClicks): BuiltInFlow => ({
  flow: oneStep((call) => ringWhoClicks(call, who)),
  afterPreflow: false,
})

/** Somebody in a queue is called back. */
export const callBackFlow = (callback: Callback, agents: readonly FreeAgent[]): BuiltInFlow => ({
  flow: oneStep((call) => serveCallback(call, callback, agents)),
  afterPreflow: false,
})

/** Whoever wants to listen in on a call from the app is rung, and hears it. */
export const supervisionFor = (clicked: ClickedSupervision): BuiltInFlow => ({
  flow: oneStep((call) => superviseByClick(call, clicked)),
  afterPreflow: false,
})

/** A phone names the call that it picks up. */
export const pickUpOf = (named: NamedRinging): BuiltInFlow => ({
  flow: oneStep(() => pickUpNamed(named)),
  afterPreflow: false,
})

/** A call to a number that a call for help has shown rings whoever made it, before anything else. */
export const callBackTo = (callers: readonly CalledForHelp[]): BuiltInFlow => ({
  flow: oneStep((call) => ringWhoCalledForHelp(call, callers)),
  afterPreflow: false,
})

/** A call waits in that slot whose step is no longer in the design. */
export const waitInSlot = (slot: string, times: ParkTimes): BuiltInFlow => ({
  flow: oneStep((call) => waiting(call, slot, times)),
  afterPreflow: false,
})

function* waiting(call: CallContext, slot: string, times: ParkTimes): Script<'_'> {
  const left = yield* parkIn(call, slot, times)
  return left.kind === 'branch' ? branch('_') : left
}

/** What comes before a call from outside: its caller's name is looked up, where the number wants it (M91). Undefined for nothing. */
export function firstFor(
  design: DesignSnapshot,
  caller: Caller,
  { dialled, kind }: Admission,
): BuiltInFlow | undefined {
  const lookup = kind === 'flow' ? nameLookupFor(design, caller, dialled) : undefined
  return lookup && { flow: oneStep((call) => lookUpName(call, lookup)), afterPreflow: false }
}

/** Turned away, once what came first is over. */
const turnedAway = (refused: Admission & { kind: 'refused' }): BuiltInFlow => ({
  flow: oneStep(() => refusing(refused)),
  afterPreflow: false,
})

/** Where a call that is admitted begins. */
export function entranceOf(admitted: Admission): Pick<CallInput, 'callflowId' | 'builtIn' | 'captures' | 'dialled'> {
  const { dialled } = admitted
  if (admitted.kind === 'flow') return { dialled, callflowId: admitted.callflowId, captures: admitted.captures }
  if (admitted.kind === 'refused') return { dialled, callflowId: '', builtIn: turnedAway(admitted) }
  if (admitted.kind === 'denied') return { dialled, callflowId: '', builtIn: notAllowed(admitted) }
  return { dialled, callflowId: '', builtIn: admitted.isForHelp ? forHelp : straightOut }
}

function* unauthorised(why: string): Script<never> {
  yield* sayMayNotCall(why)
  return { kind: 'end', reason: 'hung-up', sipStatus: 403, sipReason: 'Forbidden' }
}

function* refusing({ sipStatus, sipReason, message }: Admission & { kind: 'refused' }): Script<never> {
  yield* perform({ kind: 'note', message })
  return { kind: 'end', reason: 'responded', sipStatus, sipReason }
}

function oneStep(script: (call: CallContext) => Script<'_'>): CompiledFlow {
  const node = {
    id: 'n',
    type: 'built-in',
    version: 1,
    label: '',
    disabled: false,
    settings: {},
    position: { x: 0, y: 0 },
  }
  const definition = defineModule({
    type: node.type,
    version: 1,
    category: 'telephony',
    name: '',
    description: '',
    icon: '',
    settings: z.object({}),
    branches: [onlyBranch],
    summary: () => '',
    script,
  })
  const nodes = new Map([
    [
      node.id,
      {
        node,
        definition,
        settings: { ok: true, value: {}, bindings: [] },
        wires: new Map(),
        hasBranch: () => false,
      } as const,
    ],
  ])
  return { callflow: { ...makeDocument('callflow', { id: 'b', name: 'Built in', entry: node.id }), id: '' }, nodes }
}

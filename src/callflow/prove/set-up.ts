import type { CallTest } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { callerAtDevice } from '../numbering/caller-at-device.ts'
import { callerFromOutside } from '../numbering/outside-caller.ts'
import type { PhoneConduct, PhoneState } from '../rehearse/play-through.ts'
import type { RehearsalSetup } from '../rehearse/rehearsal.ts'
import { firstKnownZone } from '../schedule/local-time.ts'
import { toEpochMs } from '../schedule/wall-time.ts'

/** The call of a test, or why there cannot be one. */
export type CallOfTest =
  | { readonly ok: true; readonly setup: RehearsalSetup; readonly conduct: PhoneConduct }
  | { readonly ok: false; readonly why: string }

export function callOf(test: CallTest, design: DesignSnapshot): CallOfTest {
  const { callflowId, callerDeviceId, when } = test
  const device = design.find('device', callerDeviceId)
  if (callerDeviceId !== null && !device) return refusal('The phone that calls is no longer in the design.')
  const flow = design.find('callflow', callflowId)
  if (callflowId !== null && !flow) return refusal(`The callflow it begins in is no longer in the design.`)
  const dialled = test.dialled || (flow?.numbers[0] ?? flow?.name ?? '')
  if (dialled === '') return refusal('It calls no number.')
  const startMs = toEpochMs(when, firstKnownZone(design.account?.timezone))
  if (startMs === undefined) return refusal(`${when} is no time.`)
  const caller = device ? callerAtDevice(design, device, () => undefined) : outsideCaller(test, design)
  return {
    ok: true,
    setup: {
      ...(flow ? { callflowId: flow.id } : {}),
      dialled,
      caller,
      startMs,
      seed: test.seed,
      world: worldOf(test, design),
    },
    conduct: conductOf(test),
  }
}

function outsideCaller({ callerName, callerNumber, attestation }: CallTest, design: DesignSnapshot) {
  const vouched = attestation === null ? {} : { attestation }
  return callerFromOutside(design, {
    name: callerName,
    number: callerNumber,
    ...(callerNumber === '' ? { isWithheld: true } : {}),
    ...vouched,
  })
}

function worldOf({ agentsAway, callersWaiting }: CallTest, design: DesignSnapshot): RehearsalSetup['world'] & object {
  const queues = design.list('queue')
  return {
    ...(agentsAway ? { agentsAway: queues.flatMap(({ agentIds }) => agentIds) } : {}),
    ...(callersWaiting === 0 ? {} : { waiting: queues.map(({ id }) => ({ queueId: id, callers: callersWaiting })) }),
  }
}

function conductOf({ phones, otherPhones }: CallTest): PhoneConduct {
  const named: [string, PhoneState][] = phones.map(({ deviceId, number, does }) => [deviceId ?? number, does])
  return { phones: Object.fromEntries(named), otherPhones }
}

const refusal = (why: string): CallOfTest => ({ ok: false, why })

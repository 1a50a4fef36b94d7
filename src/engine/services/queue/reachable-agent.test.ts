import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { carrier, colleague, colleagues, drawFlow } from '../../../callflow/rehearse/small-design.ts'
import type { StateKey, StateValue } from '../../../callflow/run/operation.ts'
import { doNotDisturbKey, hotDeskDevicesKey, hotDeskUsersKey } from '../../../callflow/run/state-keys.ts'
import { isReachableAgent } from './reachable-agent.ts'

const account = makeDocument('account', { id: 'account', name: 'Company', country: 'CA', outboundTrunkId: 'trunk' })

interface Situation {
  readonly online?: readonly string[]
  readonly state?: readonly (readonly [StateKey, StateValue])[]
  readonly documents?: readonly Document[]
}

/** Agent 1001. */
function isReachable({ online = [], state = [], documents = [] }: Situation): boolean {
  const known = new Map(state.map(([key, value]) => [JSON.stringify(key), value]))
  return isReachableAgent(snapshotOf([account, carrier, ...colleagues, ...documents]), 'user-1001', {
    read: (key) => known.get(JSON.stringify(key)),
    isRegistered: (deviceId) => online.includes(deviceId),
  })
}

const agentForward = colleague('user', '1001').callForward
const edited = (id: string, fields: object): Document =>
  ({ ...colleagues.find((each) => each.id === id), ...fields }) as Document // one of the colleagues with other fields

describe('an agent whom a queue can ring (A9, A0 endpoint filter)', () => {
  it('has a phone that is online', () => {
    expect(isReachable({ online: ['device-1001'] })).toBe(true)
    expect(isReachable({ online: ['device-1002'] })).toBe(false)
  })

  it('does not want to be left alone', () => {
    const state = [[doNotDisturbKey('user', 'user-1001'), true]] as const
    expect(isReachable({ online: ['device-1001'], state })).toBe(false)
  })

  it('has a phone that takes calls of queues', () => {
    const documents = [edited('device-1001', { excludeFromQueues: true })]
    expect(isReachable({ online: ['device-1001'], documents })).toBe(false)
  })

  it('has a phone that is called at an address of its own, and registers nowhere', () => {
    const at = (inviteUri: string, inviteFormat = 'route') =>
      isReachable({ documents: [edited('device-1001', { inviteFormat, inviteUri })] })
    expect([at('sip:ann@203.0.113.9'), at(''), at('not an address'), at('sip:ann@203.0.113.9', 'contact')]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it("is logged in at somebody else's phone that is online", () => {
    const state = [
      [hotDeskDevicesKey('user-1001'), 'device-1002'],
      [hotDeskUsersKey('device-1002'), 'user-1001'],
    ] as const
    expect(isReachable({ online: ['device-1002'], state })).toBe(true)
  })

  it('forwards to a line of ours, where the caller goes on', () => {
    const line = { ...drawFlow({ id: 'line', nodes: { response: {} } }), numbers: ['8000'] }
    const callForward = { ...agentForward, enabled: true, number: '8000' }
    expect(isReachable({ documents: [edited('user-1001', { callForward }), line] })).toBe(true)
    expect(
      isReachable({ documents: [edited('user-1001', { callForward: { ...callForward, enabled: false } }), line] }),
    ).toBe(false)
  })

  it('has an active Office Anywhere number', () => {
    const numbers = [{ number: '+16045550111', label: '', active: true }]
    const documents = [edited('user-1001', { officeAnywhere: { enabled: true, pin: '', numbers } })]
    expect(isReachable({ documents })).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../../main/api/target-contract.ts'
import type { Registration } from './phone-event.ts'
import { readinessOf, type Standing } from './readiness.ts'

const running = {
  state: 'running',
  problem: null,
  unsyncedChanges: 0,
  runsOther: null,
  health: { activeBundle: { id: 'b' } },
} as EngineStatus // nothing else counts here

const at = (over: Partial<Standing> = {}, engine: Partial<EngineStatus> = {}) =>
  readinessOf({
    engine: { ...running, ...engine },
    address: 'ws://127.0.0.1:1',
    registration: { state: 'registered' },
    device: { enabled: true, sipUsername: 'cw1', sipPassword: 'p' },
    ...over,
  })
const refused = (status: number | null, unsyncedChanges: number) => {
  const registration: Registration = { state: 'refused', status }
  return at({ registration }, { unsyncedChanges })
}

describe('whether the browser phone can be used', () => {
  it('is ready when it is registered', () => {
    expect(at()).toEqual({ kind: 'ready' })
  })

  it('waits while something is under way', () => {
    expect(at({ engine: null }).kind).toBe('working')
    expect(at({}, { state: 'restarting' }).kind).toBe('working')
    expect(at({ registration: { state: 'connecting' } }).kind).toBe('working')
  })

  it.each([
    ['an engine that is stopped', at({}, { state: 'stopped' }), 'start', 'The engine is stopped.'],
    ['one that failed', at({}, { state: 'failed', problem: 'Port 5060 is taken.' }), 'start', 'Port 5060 is taken.'],
    ['one of another design', at({}, { runsOther: { name: 'Bakery' } }), 'sync', '“Bakery”'],
    [
      'one without a design',
      at({}, { health: { ...running.health, activeBundle: null } as EngineStatus['health'] }),
      'sync',
      'no design',
    ],
    ['one that takes no browsers', at({ address: null }), 'wait', 'browsers'],
    [
      'a phone that is disabled',
      at({ device: { enabled: false, sipUsername: 'a', sipPassword: 'b' } }),
      'device',
      'disabled',
    ],
    [
      'a phone without a password',
      at({ device: { enabled: true, sipUsername: 'a', sipPassword: '' } }),
      'device',
      'password',
    ],
    ['a lost connection', at({ registration: { state: 'lost' } }), 'wait', 'cannot be reached'],
    ['a phone that was not synced', refused(403, 2), 'sync', 'does not know this phone'],
    ['a password that is wrong', refused(401, 0), 'again', 'the password is not accepted'],
    ['an engine that is full', refused(503, 2), 'again', 'takes no calls'],
    ['an engine that is silent', refused(null, 2), 'again', 'did not answer'],
  ])('is not, with %s, and says what settles it', (_what, readiness, remedy, words) => {
    expect(readiness).toMatchObject({ kind: 'blocked', remedy, words: expect.stringContaining(words) })
  })
})

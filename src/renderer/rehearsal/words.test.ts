import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { formatElapsed } from './clock.ts'
import { toEpochMs, toWallTime } from '../../callflow/schedule/wall-time.ts'
import { endWords, eventWords, operationWords } from './words.ts'

const design = snapshotOf([
  makeDocument('user', { id: 'alex', name: 'Alex Kim' }),
  makeDocument('device', { id: 'desk', name: 'Desk phone', ownerId: 'alex' }),
  makeDocument('device', { id: 'soft', name: "Alex's softphone", ownerId: 'alex' }),
  makeDocument('media', { id: 'hello', name: 'Welcome' }),
])
const leg = (deviceId: string): DialLeg => ({
  target: { kind: 'device', deviceId },
  delayMs: 0,
  timeoutMs: 20_000,
  requireKeypress: false,
  callerName: '',
  callerNumber: '',
})
const ringing = (...ids: string[]) =>
  operationWords({ kind: 'dial', legs: ids.map(leg), timeoutMs: 20_000, callerHears: 'ringback', exitKeys: '' }, design)

describe('a rehearsal in words', () => {
  it('says whose phones ring, without repeating a name the phone already has', () => {
    expect(ringing('desk', 'soft')).toBe("Ringing Alex Kim (Desk phone), Alex's softphone")
  })

  it('does not hide that a phone is gone', () => {
    expect(ringing('lost')).toBe('Ringing a phone that does not exist')
  })

  it('names the sound a caller hears', () => {
    const sounds = [{ kind: 'media', mediaId: 'hello' } as const]
    expect(operationWords({ kind: 'play', sounds, terminators: '' }, design)).toBe('Playing "Welcome"')
  })

  it('shows the words of a system prompt, not its id', () => {
    const sounds = ['vm-no_messages', 'of-another-version'].map((promptId) => ({ kind: 'prompt', promptId }) as const)
    const words = operationWords({ kind: 'play', sounds, terminators: '' }, design)
    expect(words).toMatch(/^Playing "[A-Z][^"]+\.", the prompt of-another-version$/)
  })

  it('does not pretend when a live call asked for what the engine cannot do', () => {
    const result = { outcome: 'unsupported' } as const
    expect(eventWords({ atMs: 0, kind: 'result', nodeId: 'a', operation: 'receive-fax', result }, design)).toBe(
      'The engine cannot do that on live calls yet',
    )
  })

  it('says why a sound was not heard', () => {
    const at = { atMs: 0, kind: 'result', nodeId: 'a' } as const
    const missing = { outcome: 'missing', what: 'web' } as const
    expect(eventWords({ ...at, operation: 'play', result: missing }, design)).toBe('The recording does not exist')
    const why = 'the server answered 404'
    expect(eventWords({ ...at, operation: 'play', result: { ...missing, why } }, design)).toBe(
      'Cannot be played: the server answered 404',
    )
    expect(eventWords({ ...at, operation: 'collect', result: { digits: '1', unheard: why } }, design)).toMatch(
      /1.*cannot be played: the server answered 404$/,
    )
  })

  it('says why a phone that sends the call on was not followed', () => {
    const failed = { outcome: 'failed', cause: 'unavailable', sipStatus: 302 } as const
    const words = (result: typeof failed & { readonly notFollowed?: string }) =>
      eventWords({ atMs: 0, kind: 'result', nodeId: 'a', operation: 'dial', result }, design)
    expect(words(failed)).toBe('Not available')
    expect(words({ ...failed, notFollowed: 'the phone sends the call on to 8000, which is nobody' })).toBe(
      'Not available: the phone sends the call on to 8000, which is nobody',
    )
  })

  it('says why the call ended and with which status', () => {
    expect(endWords({ reason: 'responded', sipStatus: 404, message: 'no callflow answers 99' }, design)).toBe(
      'The call is refused with 404: no callflow answers 99',
    )
  })
})

describe('times of a rehearsal', () => {
  it('count minutes and seconds', () => {
    expect([0, 7_400, 125_000, 3_725_000].map(formatElapsed)).toEqual(['0:00', '0:07', '2:05', '1:02:05'])
  })

  it("are set on the account's clock", () => {
    const ms = toEpochMs('2026-07-01T09:30', 'America/New_York') ?? Number.NaN
    expect(new Date(ms).toISOString()).toBe('2026-07-01T13:30:00.000Z')
    expect(toWallTime(ms, 'America/New_York')).toBe('2026-07-01T09:30')
  })

  it('are now when the field holds no time', () => {
    expect(toEpochMs('', 'UTC')).toBeUndefined()
    expect(toEpochMs('tomorrow', 'UTC')).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { makeDocument, type User } from '../../../src/callflow/design/document.ts'
import { until } from '../../harness/until.ts'
import { soundMs } from '../../harness/wav.ts'
import {
  acceptanceOffice,
  callerIds,
  company,
  device,
  hearEachOther,
  neverRang,
  oneStep,
  shownIn,
  talk,
  userOf,
} from './office.ts'

const user = (extension: string, fields: Partial<User> = {}): User =>
  makeDocument('user', { id: `user-${extension}`, name: `User ${extension}`, extension, ...fields })
const phones = (extension: string) =>
  ['a', 'b'].map((which) => device(`${extension}${which}`, { ownerId: `user-${extension}` }))

const extensions = ['2000', '2001', '2002', '2003'] as const
const own = [
  ...company(),
  ...extensions.map((extension) => user(extension)),
  ...extensions.flatMap(phones),
  ...extensions.map((extension) => oneStep(extension, 'user', { userId: `user-${extension}`, timeoutSec: 20 })),
  oneStep('2111', 'ring-group', {
    members: ['2002', '2000'].map((extension) => ({ id: `user-${extension}`, delaySec: 0, timeoutSec: 2, weight: 20 })),
    timeoutSec: 2,
  }),
  oneStep('*72', 'call-forwarding', { action: 'activate' }),
  oneStep('*73', 'call-forwarding', { action: 'deactivate' }),
]

/** A is 2001, B 2002, C 2003, each at two phones; those of 2000 are not registered. */
describe('acceptance: users', () => {
  const office = acceptanceOffice(['2001a', '2001b', '2002a', '2002b', '2003a', '2003b'], own)
  const phone = (username: string) => office.phone(username)
  const both = (extension: string) => [phone(`${extension}a`), phone(`${extension}b`)]
  const a = () => phone('2001a')
  const ringAt = (...extensions: string[]) => Promise.all(extensions.flatMap(both).map((each) => each.nextRing()))
  const rungAt = (...extensions: string[]) => extensions.flatMap(both).map(({ rungTimes }) => rungTimes)
  const useB = (fields: Partial<User>) => office.use([user('2002', fields)])
  const forwarded = (fields: Partial<User['callForward']>): Partial<User> => ({
    callForward: { ...user('2002').callForward, enabled: true, number: '2003', requireKeypress: false, ...fields },
  })

  it('30. [User/CallUserDevices] given B has two devices, when B’s number is dialled, then both ring and the answering one gets the call', async () => {
    await office.use([])
    const calling = a().dial('2002')
    const [first, second] = [await phone('2002a').nextRing(), await phone('2002b').nextRing()]
    const called = await second.answer()
    await hearEachOther([await calling, '2001a'], [called, '2002b'])
    await first.over
  })

  it('31. [User/OwnerChange] given one of B’s devices reassigned to C, then it rings for C and not for B', async () => {
    await office.use([device('2002b', { ownerId: 'user-2003' })])
    const toC = a().attempt('2003')
    await Promise.all([phone('2002b').nextRing(), ...both('2003').map((each) => each.nextRing())])
    await toC.giveUp()
    const before = phone('2002b').rungTimes
    const toB = a().attempt('2002')
    await phone('2002a').nextRing()
    neverRang(phone('2002b'), before)
    await toB.giveUp()
  })

  it('32. [User/CallerIdOnnet] given user internal CID, then the callee sees it', async () => {
    await office.use([user('2001', { callerIds: callerIds({ internal: { name: 'Ann', number: '4711' } }) })])
    const attempt = a().attempt('2002')
    expect(shownIn((await phone('2002a').nextRing()).request)).toEqual({ name: 'Ann', number: '4711' })
    await attempt.giveUp()
  })

  it('33. [User/CallerIdOffnet] given user external CID, then the trunk sees it', async () => {
    await office.use([user('2001', { callerIds: callerIds({ external: { number: '+16045550188' } }) })])
    const attempt = a().attempt('+14155550123')
    expect(shownIn((await office.carrier.nextRing()).request).number).toBe('+16045550188')
    await attempt.giveUp()
  })

  const usersOwn = callerIds({ emergency: { name: 'Ann', number: '+16045550911' } })
  const phonesOwn = callerIds({ emergency: { name: 'Room 7', number: '+16045550912' } })

  it('34. [User/CallerIdEmergency] given device and user emergency CID, then the device’s is used', async () => {
    const at = device('2001a', { ownerId: 'user-2001', callerIds: phonesOwn })
    await office.use([user('2001', { callerIds: usersOwn }), at])
    const attempt = a().attempt('911')
    const { request } = await office.carrier.nextRing()
    expect([userOf(request.uri), shownIn(request)]).toEqual(['911', phonesOwn.emergency])
    await attempt.giveUp()
  })

  it('35. [User/CallerIdEmergencyUser] given only the user’s emergency CID, then the user’s is used', async () => {
    await office.use([user('2001', { callerIds: usersOwn })])
    const attempt = a().attempt('911')
    expect(shownIn((await office.carrier.nextRing()).request)).toEqual(usersOwn.emergency)
    await attempt.giveUp()
  })

  it('36. [User/TransferBlind] given A talking to B, when B blind-transfers to C and C answers, then A and C talk', async () => {
    await office.use([])
    const [as, bs] = await talk(a(), phone('2002a'), '2002')
    const [cs, accepted] = await Promise.all([phone('2003b').nextCall(), bs.transfer('2003')])
    expect(accepted).toBe(202)
    await hearEachOther([as, '2001a'], [cs, '2003b'])
    await bs.hangUp()
  })

  it('37. [User/TransferAttended] given B consults C while A is held, when B completes the transfer, then A and C talk and B is released', async () => {
    await office.use([])
    const [as, bs] = await talk(a(), phone('2002a'), '2002')
    await bs.hold()
    const [asked, cs] = await talk(phone('2002a'), phone('2003a'), '2003')
    await hearEachOther([asked, '2002a'], [cs, '2003a'])
    expect(await bs.transfer('2003', asked)).toBe(202)
    await hearEachOther([as, '2001a'], [cs, '2003a'])
    await Promise.all([bs.over, asked.over])
  })

  it('38. [User/CallForward/Basic] given B forwarded to C, then both C devices ring', async () => {
    await useB(forwarded({}))
    const calling = a().dial('2002')
    const [first, second] = await ringAt('2003')
    const called = await first?.answer()
    if (called) await hearEachOther([await calling, '2001a'], [called, '2003a'])
    await second?.over
  })

  it('39. [User/CallForward/Substitute] given substitute true, then only C’s devices ring', async () => {
    await useB(forwarded({ substitute: true }))
    const before = rungAt('2002')
    const attempt = a().attempt('2002')
    await ringAt('2003')
    expect(rungAt('2002')).toEqual(before)
    await attempt.giveUp()
  })

  it('40. [User/CallForward/NoSubstitute] given false, then all four devices ring', async () => {
    await useB(forwarded({ substitute: false }))
    const attempt = a().attempt('2002')
    await ringAt('2002', '2003')
    await attempt.giveUp()
  })

  it.each([
    ['41. [User/CallForward/KeepCallerId] given true, then C sees A’s internal CID', true, '4711'],
    ['42. [User/CallForward/KeepCallerIdFalse] given false, then C sees B’s', false, '2002'],
  ] as const)('%s', async (_title, keepCallerId, number) => {
    const caller = user('2001', { callerIds: callerIds({ internal: { number: '4711' } }) })
    await office.use([caller, user('2002', forwarded({ keepCallerId }))])
    const attempt = a().attempt('2002')
    const rings = await ringAt('2003')
    expect(rings.map(({ request }) => shownIn(request).number)).toEqual([number, number])
    await attempt.giveUp()
  })

  it('43. [User/CallForward/KeyPress] given require_keypress, then A is answered only after a C device presses 1', async () => {
    await useB(forwarded({ requireKeypress: true }))
    let isAnswered = false
    const calling = a().dial('2002')
    void calling.then(() => (isAnswered = true))
    const called = await phone('2003b').nextCall()
    await until('C is asked', () => soundMs(called.recorded()) > 300)
    expect(isAnswered).toBe(false)
    called.press('1')
    await hearEachOther([await calling, '2001a'], [called, '2003b'])
  })

  it('44. [User/CallForward/DirectCallsOnly] given true, then direct call rings B and C, ring-group call only B’s devices', async () => {
    await useB(forwarded({ directCallsOnly: true, substitute: false }))
    const direct = a().attempt('2002')
    await ringAt('2002', '2003')
    await direct.giveUp()
    const before = rungAt('2003')
    const grouped = a().attempt('2111')
    await ringAt('2002')
    expect(await grouped.status).toBe(480)
    expect(rungAt('2003')).toEqual(before)
  })

  it('45. [User/CallForward/Failover] given offline user with failover, then C’s devices ring, B’s do not', async () => {
    const failover = { enabled: false, number: '2003', requireKeypress: false, whenUnregistered: true }
    await office.use([user('2000', { callForward: { ...user('2000').callForward, ...failover } })])
    const before = rungAt('2002')
    const attempt = a().attempt('2000')
    await ringAt('2003')
    expect(rungAt('2002')).toEqual(before)
    await attempt.giveUp()
  })

  const forwardingKept = async () =>
    (await office.engine.control.state.read()).filter(({ name }) => name.includes('forward'))

  it('46. [User/CallForward/Enable] given B dials *72 and C#, then the USER gets forwarding to C and the device none', async () => {
    await office.use([])
    const code = await phone('2002a').dial('*72')
    code.press('2003#')
    const kept = await until('it is kept', async () => {
      const found = await forwardingKept()
      return found.length > 0 && found
    })
    expect(kept.map(({ scope, id }) => `${scope} ${id}`)).toEqual(kept.map(() => 'user user-2002'))
    await code.hangUp()
    const attempt = a().attempt('2002')
    await ringAt('2003')
    await attempt.giveUp()
  })

  it('47. [User/CallForward/Disable] given *73, then the user’s forwarding is off', async () => {
    await useB(forwarded({}))
    const code = await phone('2002a').dial('*73')
    await until('it is kept', async () => (await forwardingKept()).length > 0)
    await code.hangUp()
    const before = rungAt('2003')
    const attempt = a().attempt('2002')
    await ringAt('2002')
    expect(rungAt('2003')).toEqual(before)
    await attempt.giveUp()
  })
})

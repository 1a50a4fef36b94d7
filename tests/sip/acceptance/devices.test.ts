import { describe, expect, it } from 'vitest'
import { type Device, makeDocument } from '../../../src/callflow/design/document.ts'
import { passwordOf } from '../../harness/design.ts'
import { until } from '../../harness/until.ts'
import { soundMs, toneWav } from '../../harness/wav.ts'
import { sound } from '../../harness/design.ts'
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

const testTone = toneWav(1_004, 5_000)
const rings = (username: string, timeoutSec = 20) => ({ deviceId: `device-${username}`, timeoutSec })
const own = [
  ...company(),
  makeDocument('user', { id: 'user-1003', name: 'C', extension: '1003' }),
  ...['1001', '1002', '1004'].map((username) => device(username)),
  device('1003', { ownerId: 'user-1003' }),
  oneStep(['1001', '+16045550101'], 'device', rings('1001')),
  oneStep(['1002', '+16045550102'], 'device', rings('1002')),
  oneStep('1003', 'device', rings('1003')),
  oneStep('1004', 'device', rings('1004')),
  oneStep('1111', 'ring-group', {
    members: ['1002', '1004'].map((username) => ({ id: `device-${username}`, delaySec: 0, timeoutSec: 2, weight: 20 })),
    timeoutSec: 2,
  }),
  oneStep('*72', 'call-forwarding', { action: 'activate' }),
  oneStep('*73', 'call-forwarding', { action: 'deactivate' }),
  oneStep('1100', 'play-media', { mediaId: 'test-tone' }),
  sound('test-tone', testTone),
]

/** A, B and C are registered, 1004 is not. */
describe('acceptance: devices', () => {
  const office = acceptanceOffice(['1001', '1002', '1003'], own, [testTone])
  const a = () => office.phone('1001')
  const b = () => office.phone('1002')
  const c = () => office.phone('1003')
  const useB = (fields: Partial<Device>) => office.use([device('1002', fields)])
  const useA = (fields: Partial<Device>) => office.use([device('1001', fields)])
  const forwarded = (fields: Partial<Device['callForward']>): Partial<Device> => ({
    callForward: {
      ...device('1002').callForward,
      enabled: true,
      number: '1003',
      requireKeypress: false,
      ...fields,
    },
  })

  it('1. [Device/Registrations] given valid credentials, when the device registers, then it succeeds', async () => {
    await office.use([])
    expect(await a().register()).toBe(200)
    const registered = await office.engine.control.registrations()
    expect(registered.map(({ deviceId }) => deviceId)).toContain('device-1001')
  })

  it('2. [Device/Call] given A and B, when A dials B’s extension and B answers, then both hear each other and hangup ends both', async () => {
    await office.use([])
    const [calling, called] = await talk(a(), b(), '1002')
    await hearEachOther([calling, '1001'], [called, '1002'])
    await calling.hangUp()
    await called.over
    const [again, answered] = await talk(a(), b(), '1002')
    await answered.hangUp()
    await again.over
  })

  it('3. [Device/CallBy/Username] given default invite format, when A calls B, then the INVITE reaches B by username', async () => {
    await office.use([])
    const attempt = a().attempt('1002')
    expect(userOf((await b().nextRing()).request.uri)).toBe('1002')
    await attempt.giveUp()
  })

  it.each([
    [
      '4. [Device/CallBy/NPAN] given B invite_format npan, when A dials B’s number, then the request user is the 10-digit number',
      'npan',
      '6045550102',
    ],
    ['5. [Device/CallBy/1NPAN] given 1npan, then the request user is 1 + number', '1npan', '16045550102'],
    ['6. [Device/CallBy/E164] given e164, then the request user is +1 + number', 'e164', '+16045550102'],
  ] as const)('%s', async (_title, inviteFormat, user) => {
    await useB({ inviteFormat })
    const attempt = a().attempt('6045550102')
    expect(userOf((await b().nextRing()).request.uri)).toBe(user)
    await attempt.giveUp()
  })

  it('7. [Device/CallBy/Route] given invite_format route with a SIP URI, then the call goes to that URI', async () => {
    const elsewhere = await office.start('elsewhere', { registers: false, host: '127.0.0.4' })
    const inviteUri = `sip:desk@${elsewhere.address}`
    await useB({ inviteFormat: 'route', inviteUri })
    const before = b().rungTimes
    const [calling, called] = await talk(a(), elsewhere, '1002')
    await hearEachOther([calling, '1001'], [called, 'elsewhere'])
    neverRang(b(), before)
  })

  it('8. [Device/CallerIdOnnet] given internal CID on A, when A calls B, then B sees A’s internal number', async () => {
    await useA({ callerIds: callerIds({ internal: { number: '4711' } }) })
    const attempt = a().attempt('1002')
    expect(shownIn((await b().nextRing()).request).number).toBe('4711')
    await attempt.giveUp()
  })

  it('9. [Device/CallerIdNameOnnet] given an internal name with non-ASCII letters, then B sees it unchanged (UTF-8)', async () => {
    await useA({ callerIds: callerIds({ internal: { name: 'Zoë Łukaszewicz 山田' } }) })
    const attempt = a().attempt('1002')
    expect(shownIn((await b().nextRing()).request).name).toBe('Zoë Łukaszewicz 山田')
    await attempt.giveUp()
  })

  it('10. [Device/CallerIdOffnet] given external CID, when A dials an outside number, then the trunk sees the external number', async () => {
    await useA({ callerIds: callerIds({ external: { number: '+16045550188' } }) })
    const attempt = a().attempt('+14155550123')
    expect(shownIn((await office.carrier.nextRing()).request).number).toBe('+16045550188')
    await attempt.giveUp()
  })

  it('11. [Device/CallerIdEmergency] given emergency CID, when A dials 911, then the emergency trunk sees emergency number and name', async () => {
    await useA({ callerIds: callerIds({ emergency: { name: 'Front desk', number: '+16045550911' } }) })
    const attempt = a().attempt('911')
    const { request } = await office.carrier.nextRing()
    expect([userOf(request.uri), shownIn(request)]).toEqual(['911', { name: 'Front desk', number: '+16045550911' }])
    await attempt.giveUp()
  })

  it('12. [Device/Disable] given B disabled, then B cannot register and does not ring', async () => {
    await useB({ enabled: false })
    const before = b().rungTimes
    expect(await b().register()).not.toBe(200)
    expect(await a().attempt('1002').status).toBe(480)
    neverRang(b(), before)
    await office.use([])
    expect(await b().register()).toBe(200)
  })

  it('13. [Device/PasswordChange] given a changed password, then registration and calls fail until the phone uses it, then work', async () => {
    await useB({ sipPassword: 'another-secret' })
    expect(await b().register()).not.toBe(200)
    expect(await b().attempt('1001').status).toBe(403)
    expect(await b().register({ password: 'another-secret' })).toBe(200)
    const [called] = await Promise.all([a().nextCall(), b().dial('1001', { password: 'another-secret' })])
    await called.hangUp()
    await office.use([])
    expect(await b().register()).toBe(200)
  })

  it('14. [Device/UsernameChange] given a changed SIP username, then registration and calls fail until the phone uses it, then work', async () => {
    await office.use([device('1002', { sipUsername: '1902', sipPassword: passwordOf('1902') })])
    expect(await b().register()).not.toBe(200)
    expect(await b().attempt('1001').status).toBe(403)
    const renamed = await office.start('1902')
    const [calling, called] = await talk(renamed, a(), '1001')
    await hearEachOther([calling, '1902'], [called, '1001'])
    await office.use([])
    expect(await b().register()).toBe(200)
  })

  it('15. [Device/RealmChangeRegistration] given a changed realm, then old registrations are flushed', async () => {
    await office.use([])
    const count = async () => (await office.engine.control.registrations()).length
    expect(await count()).toBe(3)
    await office.use(company({ sipRealm: 'elsewhere.test' }))
    await until('nobody is registered', async () => (await count()) === 0)
    expect(await a().attempt('1002').status).toBe(480)
    await office.use([])
    for (const phone of [a(), b(), c()]) expect(await phone.register()).toBe(200)
  })

  it('16. [Device/RestrictedCall] given class caribbean denied, when A dials such a number, then the trunk gets nothing', async () => {
    await useA({ deniedClasses: ['caribbean'] })
    const before = office.carrier.rungTimes
    expect(await a().attempt('+18765550123').status).toBe(403)
    neverRang(office.carrier, before)
  })

  it('17. [Device/Milliwatt] given the test-tone number, when dialled, then a call is made and the tone is heard', async () => {
    await office.use([])
    const call = await a().dial('1100')
    await until('the tone is heard', () => call.heardMs(1_004) > 300)
    expect(await office.engine.control.calls.list()).toHaveLength(1)
  })

  it('18. [Device/TransferBlind] given A talking to B, when B blind-transfers to C and C answers, then A and C talk', async () => {
    await office.use([])
    const [as, bs] = await talk(a(), b(), '1002')
    const [cs, accepted] = await Promise.all([c().nextCall(), bs.transfer('1003')])
    expect(accepted).toBe(202)
    await hearEachOther([as, '1001'], [cs, '1003'])
    await bs.hangUp()
  })

  it('19. [Device/TransferAttended] given B consults C while A is held, when B completes the transfer, then A and C talk and B is released', async () => {
    await office.use([])
    const [as, bs] = await talk(a(), b(), '1002')
    await bs.hold()
    const [asked, cs] = await talk(b(), c(), '1003')
    await hearEachOther([asked, '1002'], [cs, '1003'])
    expect(await bs.transfer('1003', asked)).toBe(202)
    await hearEachOther([as, '1001'], [cs, '1003'])
    await Promise.all([bs.over, asked.over])
  })

  it('20. [Device/CallForward/Basic] given B forwarded to C, when A calls B, then C rings and can answer', async () => {
    await useB(forwarded({}))
    const [as, cs] = await talk(a(), c(), '1002')
    await hearEachOther([as, '1001'], [cs, '1003'])
  })

  it('21. [Device/CallForward/Substitute] given substitute true, then only C rings', async () => {
    await useB(forwarded({ substitute: true }))
    const before = b().rungTimes
    const attempt = a().attempt('1002')
    await c().nextRing()
    neverRang(b(), before)
    await attempt.giveUp()
  })

  it('22. [Device/CallForward/NoSubstitute] given substitute false, then B and C ring', async () => {
    await useB(forwarded({ substitute: false }))
    const attempt = a().attempt('1002')
    const [own, away] = await Promise.all([b().nextRing(), c().nextRing()])
    expect([own.isOver, away.isOver]).toEqual([false, false])
    await attempt.giveUp()
  })

  it.each([
    ['23. [Device/CallForward/KeepCallerId] given keep_caller_id true, then C sees A’s number', true, '1001'],
    ['24. [Device/CallForward/DontKeepCallerId] given false, then C sees B’s internal number', false, '1002'],
  ] as const)('%s', async (_title, keepCallerId, number) => {
    await useB({ ...forwarded({ keepCallerId }), callerIds: callerIds({ internal: { number: '1002' } }) })
    const attempt = a().attempt('1002')
    expect(shownIn((await c().nextRing()).request).number).toBe(number)
    await attempt.giveUp()
  })

  it('25. [Device/CallForward/KeyPress] given require_keypress, when C answers, then A is not answered until C presses 1', async () => {
    await useB(forwarded({ requireKeypress: true }))
    let isAnswered = false
    const as = a().dial('1002')
    void as.then(() => (isAnswered = true))
    const cs = await c().nextCall()
    await until('C is asked', () => soundMs(cs.recorded()) > 300)
    expect(isAnswered).toBe(false)
    cs.press('1')
    await hearEachOther([await as, '1001'], [cs, '1003'])
  })

  it('26. [Device/CallForward/DirectCallsOnly] given direct_calls_only, then a direct call rings C, a ring-group call does not', async () => {
    await useB(forwarded({ directCallsOnly: true }))
    const direct = a().attempt('1002')
    await c().nextRing()
    await direct.giveUp()
    const before = c().rungTimes
    const grouped = a().attempt('1111')
    await b().nextRing()
    expect(await grouped.status).toBe(480)
    neverRang(c(), before)
  })

  it('27. [Device/CallForward/Failover] given forwarding disabled but failover on and N offline, when A calls N, then C rings', async () => {
    const failover = { enabled: false, number: '1003', requireKeypress: false, whenUnregistered: true }
    await office.use([device('1004', { callForward: { ...device('1004').callForward, ...failover } })])
    const [as, cs] = await talk(a(), c(), '1004')
    await hearEachOther([as, '1001'], [cs, '1003'])
  })

  it('28. [Device/CallForward/Enable] given B dials *72 and enters C, then B’s forwarding is enabled to C', async () => {
    await office.use([])
    const code = await b().dial('*72')
    code.press('1003#')
    await until('it is kept', async () => (await office.engine.control.state.read()).length > 0)
    expect(await office.engine.control.state.read()).toContainEqual(
      expect.objectContaining({ scope: 'device', id: 'device-1002' }),
    )
    await code.hangUp()
    const attempt = a().attempt('1002')
    await c().nextRing()
    await attempt.giveUp()
  })

  it('29. [Device/CallForward/Disable] given B dials *73, then forwarding is disabled', async () => {
    await useB(forwarded({}))
    const code = await b().dial('*73')
    await until('it is kept', async () => (await office.engine.control.state.read()).length > 0)
    await code.hangUp()
    const before = c().rungTimes
    const attempt = a().attempt('1002')
    await b().nextRing()
    neverRang(c(), before)
    await attempt.giveUp()
  })
})

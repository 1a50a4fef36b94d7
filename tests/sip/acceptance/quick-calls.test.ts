import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import type { Ringing } from '../../harness/soft-phone.ts'
import { acceptanceOffice, company, device, hearEachOther, neverRang, oneStep, shownIn } from './office.ts'

const own = [
  ...company(),
  makeDocument('user', { id: 'user-2001', name: 'Admin', extension: '2001' }),
  device('2001a', { ownerId: 'user-2001' }),
  device('2001b', { ownerId: 'user-2001' }),
  device('1001'),
  oneStep('1001', 'device', { deviceId: 'device-1001', timeoutSec: 20 }),
]

/** Calls that a program asks for: the phone of whoever asks rings first, then the number is called. */
describe('acceptance: quick calls', () => {
  const office = acceptanceOffice(['2001a', '2001b', '1001'], own)
  const admin = () => office.phone('2001a')
  const a = () => office.phone('1001')
  const click = (fromId: string, more: object = {}) =>
    office.engine.control.calls.click({ fromId, number: '1001', ...more })
  const answersByItself = ({ request: { headers } }: Ringing) =>
    /answer-after=0|info=alert-autoanswer|auto[ _-]?answer/i.test(
      ['Call-Info', 'Alert-Info', 'Answer-Mode', 'P-Auto-Answer'].flatMap((name) => headers.getAll(name)).join(' '),
    )

  it('76. [QuickCall/DeviceCall] given the API calls A’s extension from the admin device, when the admin device answers, then A rings and they talk', async () => {
    await office.use([])
    const before = a().rungTimes
    await click('device-2001a')
    const first = await admin().nextRing()
    neverRang(a(), before)
    const admins = await first.answer()
    const as = await a().nextCall()
    await hearEachOther([admins, '2001a'], [as, '1001'])
  })

  it('77. [QuickCall/DeviceAutoAnswer] given auto_answer, then the first leg carries auto-answer', async () => {
    await click('device-2001a')
    expect(answersByItself(await admin().nextRing())).toBe(false)
    const [{ callId } = { callId: '' }] = await office.engine.control.calls.list()
    await office.engine.control.calls.hangUp({ callId })
    await click('device-2001a', { autoAnswer: true })
    expect(answersByItself(await admin().nextRing())).toBe(true)
  })

  it('78. [QuickCall/DeviceCallerId] given cid-number and cid-name, then A sees them', async () => {
    await click('device-2001a', { callerNumber: '4711', callerName: 'Front desk' })
    await admin().nextCall()
    expect(shownIn((await a().nextRing()).request)).toEqual({ name: 'Front desk', number: '4711' })
  })

  it('79. [QuickCall/UserCall] and [QuickCall/UserAutoAnswer] given a user, then any of their phones answers and A rings; given auto_answer, then each of them carries it', async () => {
    await click('user-2001')
    const [, second] = [await admin().nextRing(), await office.phone('2001b').nextRing()]
    const admins = await second.answer()
    const as = await a().nextCall()
    await hearEachOther([admins, '2001b'], [as, '1001'])
    const [{ callId } = { callId: '' }] = await office.engine.control.calls.list()
    await office.engine.control.calls.hangUp({ callId })
    admin().forgetRings()
    await click('user-2001', { autoAnswer: true })
    const rings = [await admin().nextRing(), await office.phone('2001b').nextRing()]
    expect(rings.map(answersByItself)).toEqual([true, true])
  })

  it('80. [QuickCall/UserAnonymous] given allow_anonymous_quickcalls on the device, then an unauthenticated request works', async () => {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${office.engine.controlUrl}/quick-call/${path}`, { method: 'POST', ...init }).then(({ status }) => status)
    expect(await ask('device-2001a/1001')).toBe(404)
    await office.use([device('2001a', { ownerId: 'user-2001', anonymousQuickCalls: true })])
    expect(await ask('device-2001b/1001')).toBe(404)
    expect(await ask('device-2001a/911')).toBe(404)
    expect(await ask('device-2001a/1001', { headers: { origin: 'http://somewhere.test' } })).toBe(403)
    expect(await ask('device-2001a/1001?cid-name=Program&auto_answer=true')).toBe(200)
    const first = await admin().nextRing()
    expect(answersByItself(first)).toBe(true)
    const admins = await first.answer()
    const ringing = await a().nextRing()
    expect(shownIn(ringing.request).name).toBe('Program')
    await hearEachOther([admins, '2001a'], [await ringing.answer(), '1001'])
    const more = await Promise.all(Array.from({ length: 12 }, () => ask('device-nobody/1001')))
    expect(more.filter((status) => status === 429).length).toBeGreaterThan(1)
  })
})

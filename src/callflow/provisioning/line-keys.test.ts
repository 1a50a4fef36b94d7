import { describe, expect, it } from 'vitest'
import { type Device, type Document, makeDocument } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { codesOf, phoneKeys, resolveKey } from './line-keys.ts'

const sample = sampleDesign({ sipPassword: (extension) => `secret-of-${extension}` })
const queue = makeDocument('queue', { id: 'queue-support', name: 'Support' })
const queueLogin = makeDocument('callflow', {
  id: 'flow-login',
  name: 'Log in to support',
  numbers: ['*55'],
  entry: 'login',
  nodes: { login: step('login', 'queue-login', { queueId: queue.id }, { x: 0, y: 0 }) },
})
const design = snapshotOf([...sample, queue, queueLogin])
const device = design.find('device', 'device-1001') as Device // of the sample

function resolve(key: Partial<Device['lineKeys'][number]>, more: readonly Document[] = []) {
  const parsed = makeDocument('device', { id: 'd', name: 'd', lineKeys: [key as Device['lineKeys'][number]] })
  const [first] = parsed.lineKeys
  if (!first) throw new Error('the key was not taken')
  const resolved = resolveKey(snapshotOf([...design.documents(), ...more]), device, first)
  return resolved.ok ? resolved.key : resolved.problem
}

describe('a line key', () => {
  it('of a colleague watches and dials their extension', () => {
    expect(resolve({ type: 'colleague', targetId: 'user-1002' })).toEqual({
      kind: 'lamp',
      address: '1002',
      label: 'Blair Okafor',
      isColleague: true,
    })
    expect(resolve({ type: 'colleague', targetId: 'device-1002', label: 'Desk' })).toMatchObject({
      address: '1002',
      label: 'Desk',
    })
  })

  it("of a phone that is nobody's watches its SIP user name", () => {
    const lobby = makeDocument('device', { id: 'lobby', name: 'Lobby', sipUsername: 'lobby-phone' })
    expect(resolve({ type: 'colleague', targetId: 'lobby' }, [lobby])).toMatchObject({
      address: 'lobby-phone',
      label: 'Lobby',
    })
  })

  it('of an address alone watches that', () => {
    expect(resolve({ type: 'colleague', value: ' 1003 ' })).toMatchObject({ address: '1003', label: '1003' })
  })

  it('of a parking slot dials the slot behind the code that parks, of a person their extension', () => {
    expect(resolve({ type: 'park', value: '2' })).toEqual({
      kind: 'lamp',
      address: '*32',
      label: 'Park 2',
      isColleague: false,
    })
    expect(resolve({ type: 'park', targetId: 'user-1003' })).toMatchObject({
      address: '*31003',
      label: 'Park Casey Lindgren',
    })
  })

  it('of a queue dials the number that logs in to it', () => {
    expect(resolve({ type: 'queue', targetId: 'queue-support' })).toMatchObject({ address: '*55', label: 'Support' })
  })

  it('of a feature code dials it without what may follow', () => {
    const own = design
      .list('callflow')
      .find(({ featureCode }) => featureCode?.type === 'voicemail[single_mailbox_login]')
    expect(resolve({ type: 'code', targetId: own?.id ?? '' })).toMatchObject({ address: '*98', isColleague: false })
  })

  it('of a number dials that', () => {
    expect(resolve({ type: 'speed-dial', value: '+16045550123', label: 'Courier' })).toEqual({
      kind: 'dial',
      number: '+16045550123',
      label: 'Courier',
    })
  })

  it('that leads nowhere says why', () => {
    const other = makeDocument('queue', { id: 'q2', name: 'Sales' })
    const silent = makeDocument('user', { id: 'silent', name: 'Silent' })
    const pattern = makeDocument('callflow', { id: 'p', name: 'Pattern', patterns: ['^9([0-9]+)$'] })
    const more = [other, silent, pattern]
    expect([
      resolve({ type: 'colleague' }),
      resolve({ type: 'colleague', targetId: 'silent' }, more),
      resolve({ type: 'colleague', targetId: 'queue-support' }),
      resolve({ type: 'park' }),
      resolve({ type: 'park', targetId: 'silent' }, more),
      resolve({ type: 'queue', targetId: 'q2' }, more),
      resolve({ type: 'queue' }),
      resolve({ type: 'code' }),
      resolve({ type: 'code', targetId: 'p' }, more),
      resolve({ type: 'speed-dial', value: ' ' }),
    ]).toEqual([
      'nobody is chosen',
      '"Silent" has no extension',
      '"Support" is no colleague',
      'it has no slot',
      '"Silent" has no extension',
      'no callflow with a number logs in to the queue "Sales"',
      'no queue is chosen',
      'no feature code is chosen',
      '"Pattern" has no number that colleagues dial',
      'it has no number',
    ])
  })
})

describe('the keys of a phone', () => {
  it('are the line alone when none are chosen', () => {
    expect(phoneKeys(design, device)).toEqual([{ kind: 'line', label: '1001' }])
  })

  it('keep their places when one leads nowhere', () => {
    const lineKeys = [
      { type: 'colleague', targetId: null, value: '', label: '' },
      { type: 'line', targetId: null, value: '', label: '' },
    ] as const
    expect(phoneKeys(design, { ...device, lineKeys: [...lineKeys] })).toEqual([
      { kind: 'none' },
      { kind: 'line', label: '1001' },
    ])
  })
})

describe('codes that phones dial by themselves', () => {
  it('are those of the design, without what follows them', () => {
    expect(codesOf(design)).toEqual({ park: '*3', pickUp: '*87', voicemail: '*98' })
  })

  it('are none in a design without them', () => {
    expect(codesOf(snapshotOf([]))).toEqual({ park: '', pickUp: '', voicemail: '' })
  })

  it('are not those of one slot or one group', () => {
    const flow = (id: string, type: string, settings: object, pattern: string) =>
      makeDocument('callflow', {
        id,
        name: id,
        patterns: [pattern],
        entry: 'n',
        nodes: { n: step('n', type, { ...settings }, { x: 0, y: 0 }) },
      })
    const narrow = snapshotOf([
      flow('a', 'park', { slot: '7' }, '^\\*7([0-9]*)$'),
      flow('b', 'group-pickup', { targetId: 'group-everybody' }, '^\\*8([0-9]+)$'),
      flow('c', 'check-voicemail', {}, '^\\*97([0-9]*)$'),
    ])
    expect(codesOf(narrow)).toEqual({ park: '', pickUp: '', voicemail: '*97' })
  })
})

import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleague, colleagues, drawFlow } from '../rehearse/small-design.ts'
import { checkDesign, type FindingCode } from './check-design.ts'

const found = (code: FindingCode, ...documents: Document[]) =>
  checkDesign(snapshotOf(documents)).filter((finding) => finding.code === code)

describe('nobody rings', () => {
  const rings = (type: string, settings: Readonly<Record<string, unknown>>) =>
    drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })
  const group = rings('ring-group', { members: [{ id: 'user-1001' }] })
  const user = rings('user', { userId: 'user-1001' })
  const away = colleague('device', '1001', { followMe: false })

  it('at a phone that is not to be disturbed itself', () => {
    const quiet = colleague('device', '1001', { doNotDisturb: true })
    expect(found('nobody-rings', ...colleagues, quiet, user)[0]?.message).toContain('is not to be disturbed')
  })

  it('while the account is not to be disturbed, which is said once, of the account', () => {
    const account = makeDocument('account', { id: 'account', name: 'A', doNotDisturb: true })
    const [first, ...others] = found('nobody-rings', ...colleagues, account, away, user)
    expect(first).toMatchObject({ documentId: 'account' })
    expect(others).toEqual([])
    expect(first?.fix, 'which would bring up that nobody rings').toBeUndefined()
    expect(found('nobody-rings', ...colleagues, { ...account, doNotDisturb: false }, away, user)).toMatchObject([
      { nodeId: 'user' },
      {},
    ])
  })

  it('in a ring group of somebody whose forwarding is for direct calls only, but does when called directly (M88b)', () => {
    const { callForward } = colleague('user', '1001')
    const forwarded = (directCallsOnly: boolean) =>
      colleague('user', '1001', { callForward: { ...callForward, enabled: true, number: '1002', directCallsOnly } })
    expect(found('nobody-rings', ...colleagues, away, forwarded(true), group)).toMatchObject([{ nodeId: 'ring-group' }])
    expect(found('nobody-rings', ...colleagues, away, forwarded(false), group)).toEqual([])
  })
})

describe('a carrier without host', () => {
  it('is a way in only, unless a step calls out by it', () => {
    const trunk = makeDocument('trunk', { id: 'trunk', name: 'In', allowedAddresses: ['192.0.2.10'] })
    const out = drawFlow({ nodes: { 'account-carrier': { trunkId: 'trunk' } } })
    expect(found('trunk-without-host', trunk)).toEqual([])
    expect(found('trunk-without-host', trunk, out)).toHaveLength(1)
  })
})

it('a PIN of three digits is easy to guess', () => {
  const box = (pin: string) => makeDocument('mailbox', { id: 'box', name: 'Box', pin })
  expect(found('guessable-secret', box('862'))[0]?.message).toContain('fewer than 4 characters')
  expect(found('guessable-secret', box('8642'))).toEqual([])
})

it('transcription that goes to nobody is not missed', () => {
  const box = makeDocument('mailbox', { id: 'box', name: 'Box', pin: '8642', transcription: true })
  expect(found('unused-setting', box)).toEqual([])
})

it('somebody who is switched off is not chosen in a directory', () => {
  const staff = makeDocument('directory', { id: 's', name: 'S', entries: [{ userId: 'user-1001', callflowId: null }] })
  expect(found('directory-entry-nowhere', ...colleagues, staff)).toHaveLength(1)
  expect(found('directory-entry-nowhere', ...colleagues, colleague('user', '1001', { enabled: false }), staff)).toEqual(
    [],
  )
})

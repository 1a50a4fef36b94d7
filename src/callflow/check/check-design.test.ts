import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { checkDesign, type Finding, type FindingCode } from './check-design.ts'

const at = { x: 0, y: 0 }

function flow(
  nodes: readonly (readonly [id: string, type: string, settings?: Record<string, unknown>])[],
  wires: readonly (readonly [string, string, string])[] = [],
  numbers: string[] = ['1000'],
) {
  return makeDocument('callflow', {
    id: 'flow',
    name: 'Flow',
    numbers,
    entry: nodes[0]?.[0] ?? null,
    nodes: Object.fromEntries(nodes.map(([id, type, settings]) => [id, step(id, type, settings ?? {}, at)])),
    wires: wires.map(([from, branch, to]) => ({ from, branch, to })),
  })
}

function found(code: FindingCode, ...documents: Document[]): Finding[] {
  return checkDesign(snapshotOf(documents)).filter((finding) => finding.code === code)
}

const box = makeDocument('mailbox', { id: 'box', name: 'Box', number: '1' })
const voicemail = ['vm', 'voicemail', { mailboxId: 'box' }] as const

describe('checking a design', () => {
  it('finds nothing wrong with the sample, only what is worth knowing', () => {
    const sample = sampleDesign({ sipPassword: () => 'kT7vm2Qx' }).map((each) =>
      each.kind === 'media' ? { ...each, sha256: 'a'.repeat(64) } : each,
    )
    const findings = checkDesign(snapshotOf(sample))
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    expect(new Set(findings.map(({ code }) => code))).toEqual(
      new Set(['self-loop', 'not-live-yet', 'mailbox-without-pin', 'emergency-untold']),
    )
  })

  it('dangling references, in documents and in steps, and references to the wrong kind', () => {
    expect(found('dangling-reference', flow([voicemail]))).toMatchObject([{ nodeId: 'vm', severity: 'error' }])
    const device = makeDocument('device', { id: 'd', name: 'Phone', ownerId: 'box' })
    expect(found('dangling-reference', device, box)[0]?.message).toBe(
      '"Phone" refers to a user, but "Box" is a mailbox.',
    )
  })

  it('steps that no call reaches', () => {
    const [finding] = found('unreachable-node', flow([voicemail, ['lost', 'hang-up']]), box)
    expect(finding?.nodeId).toBe('lost')
    expect(finding?.fix?.put[0]).toMatchObject({ nodes: { vm: expect.anything() } })
  })

  it('numbers, boxes and SIP user names used twice', () => {
    const one = flow([], [], ['1000', '1001'])
    const two = { ...one, id: 'two', name: 'Two' }
    expect(found('duplicate-number', one, two).map(({ message }) => message)).toEqual([
      'The number 1000 of "Two" already belongs to "Flow".',
      'The number 1001 of "Two" already belongs to "Flow".',
    ])
    expect(found('duplicate-number', box, { ...box, id: 'b2', name: 'B2' })).toHaveLength(1)
    const phone = makeDocument('device', { id: 'd', name: 'Phone', sipUsername: 'alex' })
    expect(found('duplicate-sip-username', phone, { ...phone, id: 'd2' })).toHaveLength(1)
  })

  it('a flow that colleagues cannot dial (M54)', () => {
    expect(found('no-internal-number', flow([], [], ['+16045550100']))).toMatchObject([{ severity: 'info' }])
    expect(found('no-internal-number', flow([], [], ['+16045550100', '8000']))).toEqual([])
  })

  it('unknown steps, settings that do not parse, and steps with nothing chosen', () => {
    expect(found('unknown-step', flow([['a', 'seance']]))).toMatchObject([{ severity: 'info' }])
    expect(found('invalid-settings', flow([['a', 'user', { timeoutSec: -1 }]]))).toMatchObject([{ nodeId: 'a' }])
    expect(
      found(
        'nothing-chosen',
        flow([
          ['a', 'user'],
          ['b', 'ring-group'],
          ['c', 'webhook'],
          ['d', 'text-to-speech'],
          ['e', 'pivot', { url: 'https://pivot.example.test' }],
        ]),
      ).map(({ message }) => message),
    ).toEqual([
      expect.stringContaining('nothing is chosen in it'),
      expect.stringContaining('nothing is chosen in it'),
      expect.stringContaining('it has no address'),
      expect.stringContaining('it has no text'),
    ])
  })

  it('wires that hang in the air or leave by a branch that does not exist', () => {
    const wires = [
      ['vm', '_', 'gone'],
      ['vm', 'busy', 'vm'],
    ] as const
    expect(found('dangling-wire', flow([voicemail], wires), box)).toHaveLength(1)
    expect(found('unknown-branch', flow([voicemail], wires), box)).toMatchObject([{ nodeId: 'vm' }])
    const menu = flow([['m', 'menu'], voicemail], [['m', '12', 'vm']])
    expect(found('unknown-branch', menu, box)).toEqual([])
  })

  it('an empty flow and an unknown time zone', () => {
    expect(found('empty-flow', flow([]))).toHaveLength(1)
    expect(
      found('unknown-timezone', makeDocument('account', { id: 'a', name: 'A', timezone: 'Mars/Olympus' })),
    ).toHaveLength(1)
  })
})

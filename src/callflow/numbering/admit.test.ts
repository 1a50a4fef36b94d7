import { describe, expect, it } from 'vitest'
import { type Account, type Callflow, type Document, makeDocument, type Trunk } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import {
  carrier,
  colleague,
  colleagues,
  company,
  drawFlow,
  insideCaller,
  outsideCaller,
} from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'
import { admit, admitInto, lineOf } from './admit.ts'

const flow = (id: string, fields: Partial<Callflow>, first: string = 'response'): Callflow => ({
  ...drawFlow({ id, nodes: { [first]: {} } }),
  ...fields,
})

interface Scene {
  readonly account?: Partial<Account>
  readonly documents?: readonly Document[]
  readonly trunks?: readonly Trunk[]
  readonly caller?: Caller
}

const designOf = ({ account = {}, documents = [], trunks = [carrier] }: Scene) =>
  snapshotOf([company(account), ...colleagues, ...trunks, ...documents])

/** In short: the flow, `out`, `out for help`, why it is denied, or the status. */
function admitted(dialled: string | readonly string[], scene: Scene = {}): string {
  const admission = admit(designOf(scene), scene.caller ?? insideCaller('1001'), dialled)
  switch (admission.kind) {
    case 'flow':
      return [admission.callflowId, ...admission.captures].join(' ')
    case 'outside':
      return admission.isForHelp ? 'out for help' : 'out'
    case 'denied':
      return admission.why
    case 'refused':
      return String(admission.sipStatus)
  }
}

const main = flow('main', { numbers: ['+16045550100', '8000'] })
const everything = flow('everything', { numbers: ['no_match'] }, 'voicemail')
const outsideLine = flow('outside-line', { patterns: ['^9([0-9]+)$'] }, 'account-carrier')

describe('who answers one of our phones', () => {
  it.each(['+16045550100', '6045550100', '16045550100', '(604) 555-0100', '0116045550100'.slice(3), '8000'])(
    'the callflow that lists the number, dialled as %s',
    (dialled) => {
      expect(admitted(dialled, { documents: [main, everything] })).toBe('main')
    },
  )

  it('a callflow that lists a national writing answers the international one', () => {
    expect(admitted('+16045550188', { documents: [flow('national', { numbers: ['6045550188'] })] })).toBe('national')
  })

  it('a number beats a pattern, a pattern beats `no_match`, and that beats a trunk', () => {
    const exact = flow('exact', { numbers: ['96045550123'] })
    expect(admitted('96045550123', { documents: [outsideLine, everything, exact] })).toBe('exact')
    expect(admitted('96045550123', { documents: [outsideLine, everything] })).toBe('outside-line 6045550123')
    expect(admitted('6045550123', { documents: [outsideLine, everything] })).toBe('everything')
    expect(admitted('6045550123')).toBe('out')
  })

  it('a pattern written for another writing of the number beats `no_match`, and the first of two patterns by the likelier writing wins', () => {
    const international = flow('international', { patterns: ['^\\+1604'] })
    const asDialled = flow('as-dialled', { patterns: ['^604'] })
    expect(admitted('6045550123', { documents: [everything, international] })).toBe('international')
    expect(admitted('6045550123', { documents: [international, asDialled] })).toBe('as-dialled')
  })

  it.each(['6045550123', '+442079460000', '011442079460000', '00442079460000', '5550123'])('%s goes out', (dialled) => {
    expect(admitted(dialled)).toBe('out')
  })

  it.each(['', '42', '*97', '9'.repeat(65), 'alice', 'no_match'])('"%s" is answered by nothing', (dialled) => {
    expect(admitted(dialled)).toBe('404')
  })

  it('nothing goes out where no trunk leads out, and the refusal says so', () => {
    const off = { ...carrier, enabled: false }
    expect(admit(designOf({ trunks: [off] }), insideCaller('1001'), '6045550123')).toMatchObject({
      sipStatus: 404,
      message: 'no callflow answers 6045550123, and no trunk leads out',
    })
  })

  it('what they may not call they may not, in any writing', () => {
    const account = { deniedClasses: ['international' as const] }
    for (const dialled of ['+442079460000', '011442079460000'])
      expect(admitted(dialled, { account })).toBe('restricted')
    expect(admitted('6045550123', { account })).toBe('out')
  })

  it('closed groups keep them from a callflow, by whatever number', () => {
    const account = { closedGroups: true }
    const rings = drawFlow({ id: 'other', nodes: { user: { userId: 'user-1003' } } })
    expect(admitted('2003', { account, documents: [{ ...rings, numbers: ['2003', '+16045550177'] }] })).toBe(
      'closed-groups',
    )
    expect(admitted('6045550177', { account, documents: [{ ...rings, numbers: ['+16045550177'] }] })).toBe(
      'closed-groups',
    )
  })
})

describe('calls for help', () => {
  const swallowing = [
    outsideLine,
    everything,
    flow('taken', { numbers: ['911'] }, 'voicemail'),
    flow('all', { patterns: ['^([0-9]+)$'] }, 'voicemail'),
  ]

  it.each(['911', '9-1-1', '+911', '+1911', '112', '933'])('%s goes out before anything the design has', (dialled) => {
    const account = {
      closedGroups: true,
      deniedClasses: ['other', 'domestic', 'international'] as never,
      preflowId: 'all',
    }
    expect(admitted(dialled, { account, documents: swallowing })).toBe('out for help')
  })

  it('go out even where no trunk is chosen or works, so that the caller is told and not an unlisted number', () => {
    expect(admitted('911', { trunks: [] })).toBe('out for help')
  })

  it.each([
    ['DE', '110'],
    ['FR', '15'],
    ['JM', '911'],
    ['JP', '119'],
    ['AU', '000'],
  ])('are in %s dialled %s', (country, dialled) => {
    expect(admitted(dialled, { account: { country }, documents: [everything] })).toBe('out for help')
  })

  it('behind a digit for an outside line they are what a carrier step makes of them', () => {
    expect(admitted('9911', { documents: [outsideLine] })).toBe('outside-line 911')
  })

  it('a help line goes out past patterns, `no_match` and restrictions, but not past whoever lists it', () => {
    const account = { deniedClasses: ['other'] as never }
    expect(admitted('988', { account, documents: [everything, outsideLine] })).toBe('out')
    expect(admitted('988', { documents: [flow('crisis-team', { numbers: ['988'] })] })).toBe('crisis-team')
  })

  it('112, where the country has other numbers, is answered by who lists it until the account says otherwise', () => {
    const documents = [flow('support', { numbers: ['112'] })]
    const dialled = (route112: Account['route112']) =>
      admitted('112', { account: { country: 'NZ', route112 }, documents })
    expect([dialled('undecided'), dialled('inside'), dialled('help')]).toEqual(['support', 'support', 'out for help'])
    expect(admitted('112', { account: { country: 'NZ' }, documents: [everything] })).toBe('out for help')
    expect(admitted('112', { account: { country: 'DE', route112: 'inside' }, documents })).toBe('out for help')
  })

  it('are no line of ours within a call', () => {
    const design = designOf({ documents: swallowing })
    expect([lineOf(design, '911'), lineOf(design, '+1911')]).toEqual([undefined, undefined])
    expect(lineOf(design, '96045550123')?.callflowId).toBe('all')
  })
})

describe('who answers a caller from outside', () => {
  const outside = (
    dialled: string | readonly string[],
    documents: readonly Document[],
    account: Partial<Account> = {},
  ) => admitted(dialled, { documents, account, caller: outsideCaller })

  it('the callflow that lists what the carrier sends, in any writing, and in any place of the INVITE', () => {
    for (const dialled of ['+16045550100', '16045550100', '6045550100']) expect(outside(dialled, [main])).toBe('main')
    expect(outside(['trunk-user', '+16045550100'], [main])).toBe('main')
  })

  it('a number listed beats a pattern that an earlier writing matches', () => {
    const pattern = flow('pattern', { patterns: ['^6045550100$'], patternsFromOutside: true })
    expect(outside('6045550100', [pattern, main])).toBe('main')
  })

  it.each(['1001', '*97', '96045550123', '6045550199', ''])('%s is not answered', (dialled) => {
    const flows = [main, everything, outsideLine, flow('own', { numbers: ['1001', '*97'] })]
    expect(outside(dialled, flows)).toBe('404')
  })

  it('a blacklist turns its callers away before any flow, and says which', () => {
    const list = makeDocument('blacklist', { id: 'list', name: 'Nuisance', numbers: [outsideCaller.number] })
    const design = designOf({ account: { activeBlacklistIds: ['list'] }, documents: [main, list] })
    const refused = { kind: 'refused', sipStatus: 603, message: 'the caller is on the blacklist "Nuisance"' }
    expect(admit(design, outsideCaller, '+16045550100')).toMatchObject(refused)
    expect(admitInto(design, outsideCaller, 'main', '8000')).toMatchObject(refused)
    expect(admitInto(design, insideCaller('1001'), 'main', '8000')).toMatchObject({ kind: 'flow', callflowId: 'main' })
  })

  it('a call into a callflow is denied by closed groups as one that dials it', () => {
    const ring = drawFlow({ id: 'ring', nodes: { user: { userId: 'user-1003' } } })
    const design = designOf({ account: { closedGroups: true }, documents: [ring] })
    expect(admitInto(design, insideCaller('1001'), 'ring', '8000')).toMatchObject({ why: 'closed-groups' })
    expect(admitInto(design, outsideCaller, 'ring', '8000')).toMatchObject({ kind: 'flow' })
  })

  it('closed groups and restrictions of the house are not theirs', () => {
    const account = { closedGroups: true, deniedClasses: ['domestic' as const] }
    const ring = { ...drawFlow({ id: 'ring', nodes: { user: { userId: 'user-1003' } } }), numbers: ['+16045550177'] }
    expect(outside('+16045550177', [ring], account)).toBe('ring')
    expect(colleague('user', '1003').extension).toBe('1003')
  })
})

import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument, type Trunk } from '../design/document.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleague, colleagues, company, drawFlow, type FlowDrawing } from '../rehearse/small-design.ts'
import { checkDesign } from './check-design.ts'

const trunk: Trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example' })
const flow = (id: string, drawing: FlowDrawing, fields: Partial<Callflow> = {}): Callflow => ({
  ...drawFlow({ ...drawing, id }),
  name: id,
  ...fields,
})
const all = (documents: readonly Document[]) => checkDesign(snapshotOf([company(), ...documents]))
const found = (...documents: Document[]) =>
  all([trunk, ...documents])
    .filter(({ code }) => code === 'outside-line')
    .map(({ severity, message, documentId, nodeId }) => [severity, message, documentId, nodeId ?? ''].join(' | '))
const listed = (id: string, nodes: FlowDrawing['nodes'], fields: Partial<Callflow> = {}) =>
  flow(id, { nodes }, { numbers: ['+16045550100'], ...fields })

describe('ways from outside to an outside line (ADR 58)', () => {
  it.each([
    ['disa', { pin: '' }, 'warning | Anybody may call out at your cost, for DISA asks for no PIN'],
    ['disa', { pin: '4711' }, 'info | Who knows the PIN of DISA calls out at your cost'],
    [
      'office-anywhere-portal',
      {},
      'info | People known by their number, which can be forged, or by their PIN call out at your cost',
    ],
    [
      'pivot',
      { url: 'https://a.example' },
      'info | A web address decides where callers from outside are put through, outside as well',
    ],
    [
      'pivot',
      { url: 'http://a.example' },
      'warning | A web address without encryption decides where callers from outside are put through, outside as well',
    ],
    ['account-carrier', { number: '+442079460000' }, 'info | Callers from outside are put through to +442079460000'],
    ['global-carrier', {}, 'info | Calls from outside leave again for the number they came for'],
  ])('%s %j', (type, settings, says) => {
    const [finding, ...others] = found(listed('Main', { [type]: settings }))
    expect(finding?.startsWith(`${says}: +16045550100 → Main → `)).toBe(true)
    expect(finding?.endsWith(` | Main | ${type}`)).toBe(true)
    expect(others).toEqual([])
    expect(found(flow('Main', { nodes: { [type]: settings } }, { numbers: ['*9'] }))).toEqual([])
    expect(all([listed('Main', { [type]: settings })]).filter(({ code }) => code === 'outside-line')).toEqual([])
  })

  it('a trunk that is switched off is no way out', () => {
    const documents = [{ ...trunk, enabled: false }, listed('Main', { disa: {} })]
    expect(all(documents).filter(({ code }) => code === 'outside-line')).toEqual([])
  })

  it('a step that is switched off leads on by its default way only, and is no way out itself', () => {
    const main = flow(
      'Main',
      { nodes: { menu: {}, disa: {}, pivot: { url: 'https://a.example' } }, wires: ['menu 1 disa', 'menu _ pivot'] },
      { numbers: ['8000'] },
    )
    const off = (id: string) => ({ ...main, nodes: { ...main.nodes, [id]: { ...main.nodes[id]!, disabled: true } } })
    expect(found(main)).toHaveLength(2)
    expect(found(off('menu'))).toMatchObject([expect.stringContaining('8000 → Main → Menu → Pivot')])
    expect(found(off('disa'))).toHaveLength(1)
  })

  it('the path names the number, each callflow, the steps between and the keys', () => {
    const main = flow('Main', { nodes: { menu: {}, callflow: { callflowId: 'Night' } }, wires: ['menu 2 callflow'] })
    const night = flow('Night', { nodes: { 'play-media': {}, disa: {} }, wires: ['play-media _ disa'] })
    const numbers = ['8000', '+16045550100', '1001']
    expect(found({ ...main, numbers }, night, colleague('user', '1001'))[0]).toContain(
      ': 8000 and 1 more → Main → Menu → 2 → Callflow → Night → Play media → DISA.',
    )
  })

  it('a long path is shown by both ends', () => {
    const ids = Array.from({ length: 30 }, (_, index) => `sleep:${index}`)
    const nodes = Object.fromEntries([...ids.map((id) => [id, {}]), ['disa', {}]])
    const wires = [...ids, 'disa'].slice(1).map((id, index) => `${ids[index]} _ ${id}`)
    const message = found(flow('Main', { nodes, wires }, { numbers: ['8000'] }))[0] ?? ''
    expect(message).toContain('8000 → Main → Sleep → Sleep → … → Sleep → Sleep → Sleep → Sleep → DISA')
  })

  it('a directory, the operator of a mailbox, a menu in which extensions are dialled, and forwarding lead on', () => {
    const out = (fields: Partial<Callflow> = {}) =>
      flow('Out', { nodes: { disa: {} } }, { numbers: ['7777'], entry: 'disa', ...fields })
    const inside = { ...out(), numbers: [] }
    const menu = makeDocument('menu', { id: 'menu', name: 'Menu', hunt: true })
    const directory = makeDocument('directory', {
      id: 'directory',
      name: 'People',
      entries: [{ userId: 'user-1001', callflowId: 'Out' }],
    })
    const box = makeDocument('mailbox', { id: 'box', name: 'Box', operatorNumber: '*1' })
    const away = colleague('user', '1001', {
      callForward: { ...colleague('user', '1001').callForward, enabled: true, number: '*1' },
    })
    const code = out({ numbers: ['*1'] })
    const dialled = (flows: Document[], ...others: Document[]) =>
      found(...flows, ...others).map((each) => each.split(': ')[1]?.split('.')[0])
    expect(dialled([listed('Main', { directory: { directoryId: 'directory' } }), inside], directory)).toEqual([
      '+16045550100 → Main → Directory → a name → Out → DISA',
    ])
    expect(dialled([listed('Main', { voicemail: { mailboxId: 'box' } }), code], box)).toEqual([
      '+16045550100 → Main → Voicemail → 0 for the operator → Out → DISA',
    ])
    expect(dialled([listed('Main', { menu: { menuId: 'menu' } }), code], menu)).toEqual([
      '+16045550100 → Main → Menu → dials *1 → Out → DISA',
    ])
    expect(dialled([listed('Main', { menu: { menuId: 'menu' } }), code], { ...menu, hunt: false })).toEqual([])
    expect(dialled([listed('Main', { menu: { menuId: 'menu' } }), code], { ...menu, huntDeny: '^\\*' })).toEqual([])
    expect(dialled([listed('Main', { user: { userId: 'user-1001' } }), code], away)).toEqual([
      '+16045550100 → Main → User → forwarded to *1 → Out → DISA',
    ])
  })

  it('a menu leads to a pattern only when callers from outside may use it', () => {
    const menu = makeDocument('menu', { id: 'menu', name: 'Menu', hunt: true })
    const line = (patternsFromOutside: boolean) =>
      flow('Line', { nodes: { disa: {} } }, { patterns: ['^9'], patternsFromOutside })
    const main = listed('Main', { menu: { menuId: 'menu' } })
    expect(found(main, menu, line(false))).toEqual([])
    expect(found(main, menu, line(true))[0]).toContain('Menu → dials ^9 → Line → DISA')
  })

  it('the callflow before every call is on the way of every number', () => {
    const first = flow('First', { nodes: { disa: {} } })
    const documents = [trunk, first, listed('Main', { 'hang-up': {} })]
    const findings = checkDesign(snapshotOf([company({ preflowId: 'First' }), ...documents]))
    expect(findings.find(({ code }) => code === 'outside-line')?.message).toContain('+16045550100 → First → DISA')
  })

  it('a pattern for callers from outside is a way; a carrier step that calls what was dialled is none then', () => {
    const line = (nodes: FlowDrawing['nodes']) =>
      flow('Line', { nodes }, { patterns: ['^9(.*)$'], patternsFromOutside: true })
    expect(found(line({ 'account-carrier': { number: '+442079460000' } }))[0]).toContain(
      '^9(.*)$ → Line → Account carrier',
    )
    expect(found(line({ 'account-carrier': {} }))).toEqual([])
  })

  it('somebody who forwards to an outside number is named once, not for colleagues, lines of the house or where it does not hold', () => {
    const forwarding = (number: string, fields = {}) =>
      colleague('user', '1001', {
        callForward: { ...colleague('user', '1001').callForward, enabled: true, number, ...fields },
      })
    const user = listed('Main', { user: { userId: 'user-1001' } })
    const group = listed(
      'Group',
      { 'ring-group': { members: [{ id: 'user-1001' }, { id: 'user-1002' }] } },
      { numbers: ['8000'] },
    )
    const rest = colleagues.filter(({ id }) => id !== 'user-1001')
    expect(found(...rest, forwarding('+442079460000'), user, group)).toEqual([
      'info | Calls from outside to "1001 Alex Example" leave again for +442079460000: +16045550100 → Main → User → +442079460000. | user-1001 | '.replace(
        '1001 Alex',
        forwarding('').name.replace(' Example', ''),
      ),
    ])
    expect(found(...rest, forwarding('1002'), user)).toEqual([])
    expect(found(...rest, { ...forwarding('+442079460000'), enabled: false }, user)).toEqual([])
    expect(found(...rest, forwarding('8000'), user, group)).toEqual([])
    const other = flow('Other', { nodes: { 'hang-up': {} } }, { numbers: ['+16045550150'] })
    expect(found(...rest, other, forwarding('(604) 555-0150'), user)).toEqual([]) // any writing of a line of ours
    expect(found(...rest, forwarding('+442079460000', { enabled: false }), user)).toEqual([])
    expect(found(...rest, forwarding('+442079460000', { enabled: false, whenUnregistered: true }), user)).toHaveLength(
      1,
    )
    expect(found(...rest, forwarding('+442079460000', { directCallsOnly: true }), group)).toEqual([])
    expect(found(...rest, forwarding('+442079460000', { directCallsOnly: true }), user)).toHaveLength(1)
  })

  it('calling back from a mailbox is said once for all of them, when one has a PIN', () => {
    const box = (pin: string) => makeDocument('mailbox', { id: 'box', name: 'Box', pin })
    const main = flow(
      'Main',
      { nodes: { voicemail: { mailboxId: 'box' }, 'check-voicemail': {} }, wires: ['voicemail _ check-voicemail'] },
      { numbers: ['8000'] },
    )
    expect(found(main, box('4711'))).toEqual([
      'info | Who knows the PIN of a mailbox calls back from outside those who left messages in it, at your cost: 8000 → Main → Voicemail. | Main | voicemail',
    ])
    expect(found(main, box(''))).toEqual([])
  })

  it('patterns for callers from outside are named, and one click keeps them to the house', () => {
    const line = flow('Line', { nodes: { 'hang-up': {} } }, { patterns: ['^8', '^9'], patternsFromOutside: true })
    const named = (documents: Document[]) => all(documents).filter(({ code }) => code === 'patterns-from-outside')
    const [finding] = named([line])
    expect(finding).toMatchObject({
      severity: 'info',
      message: 'Callers from outside reach "Line" by its pattern ^8 and 1 more: a carrier may send any digits.',
    })
    expect(named([...(finding?.fix?.put ?? [])])).toEqual([])
    expect(named([{ ...line, patterns: [] }])).toEqual([])
  })

  it('the sample company has none', () => {
    const documents = sampleDesign({ sipPassword: () => 'secret' })
    expect(checkDesign(snapshotOf(documents)).filter(({ code }) => code === 'outside-line')).toEqual([])
  })
})

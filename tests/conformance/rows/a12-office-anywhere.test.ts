import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Document, makeDocument, type Portal, type User } from '../../../src/callflow/design/document.ts'
import { makeExtension } from '../../../src/callflow/design/extension.ts'
import { type DesignSnapshot, snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { freeNumbers, portalName, portalPrerequisites } from '../../../src/callflow/office-anywhere/portal-rules.ts'
import {
  call,
  type CallAbout,
  colleague,
  colleagues,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import type { DesignStore } from '../../../src/main/store/design-store.ts'
import { chargeOf } from '../../../src/engine/calls/charge.ts'
import { testDesign, type TestFolder, testFolder } from '../../../src/main/store/test-design.ts'

const cell = '+16045550111'
const home = '+16045550112'
const account = makeDocument('account', {
  id: 'account',
  name: 'Northwind',
  country: 'CA',
  outboundTrunkId: 'trunk',
  callerIds: {
    internal: { name: '', number: '' },
    external: { name: 'Northwind', number: '+16045550100' },
    emergency: { name: 'Northwind', number: '+16045550199' },
  },
})

/** Alex of extension 1001, with an own mobile and a direct number. */
const person = (fields: Partial<User['officeAnywhere']> = {}, extension = '1001'): User => {
  const user = colleague('user', extension)
  const numbers = [{ number: cell, label: 'Cell', active: true }]
  return {
    ...user,
    callerIds: { ...user.callerIds, external: { name: 'Alex', number: '+16045550101' } },
    officeAnywhere: { enabled: true, pin: '2468', numbers, ...fields },
  }
}

const did = makeDocument('phone-number', { id: 'did', name: '+16045550150', number: '+16045550150' })
const portalOf = (fields: Partial<Portal> = {}) =>
  makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did', ...fields })
const flow = drawFlow({
  nodes: { 'office-anywhere-portal': { portalId: 'portal' }, 'hang-up': {}, 'hang-up:refused': {} },
  wires: ['office-anywhere-portal _ hang-up', 'office-anywhere-portal refused hang-up:refused'],
  numbers: ['+16045550150'],
})
const from = (number: string) => ({ name: '', number, origin: { kind: 'trunk' } }) as const

function stay(choices: string[], about: CallAbout = {}) {
  const documents = about.documents ?? [account, person(), portalOf()]
  return call([flow], choices, { caller: from(cell), dialled: '+16045550150', ...about, documents })
}

const toAlex = (numbers: User['officeAnywhere']['numbers'], enabled = true) => {
  const ring = drawFlow({ nodes: { user: { userId: 'user-1001', timeoutSec: 25 } } })
  const [dialled] = operations(call([ring], [], { documents: [account, person({ numbers, enabled })] }), 'dial')
  return (dialled?.legs ?? []).map(({ target, delayMs, timeoutMs }) => ({
    to: target.kind === 'number' ? target.number : target.deviceId,
    delayMs,
    timeoutMs,
  }))
}

const desk = { to: 'device-1001', delayMs: 0, timeoutMs: 25_000 }

describe('A12 Office Anywhere: M95 receiving', () => {
  it('M95: given two phones set up, when the office phone is called, then all three ring at the same time', () => {
    const numbers = [cell, home].map((number) => ({ number, label: '', active: true }))
    expect(toAlex(numbers)).toEqual([desk, { ...desk, to: cell }, { ...desk, to: home }])
  })

  it('M106: given a number that is not active, when the office phone is called, then it does not ring', () => {
    const numbers = [
      { number: cell, label: '', active: false },
      { number: home, label: '', active: true },
    ]
    expect(toAlex(numbers)).toEqual([desk, { ...desk, to: home }])
  })

  it('M104: given the feature is off for the person, when the office phone is called, then only that rings', () => {
    expect(toAlex([{ number: cell, label: '', active: true }], false)).toEqual([desk])
  })

  it('M95: given an own phone rings, when it is answered, then a key press takes the call, so that its voicemail cannot', () => {
    const ring = drawFlow({ nodes: { user: { userId: 'user-1001' } } })
    const [dialled] = operations(call([ring], [], { documents: [account, person()] }), 'dial')
    expect(dialled?.legs.find(({ target }) => target.kind === 'number')).toMatchObject({ requireKeypress: true })
  })
})

describe('A12 Office Anywhere: M100 the portal', () => {
  it('M100: given a call from an active number, when it reaches the portal, then there is a dial tone and no PIN', () => {
    expect(stay([]).question?.operation).toMatchObject({
      kind: 'collect',
      prompt: [{ kind: 'tone', tone: 'dial' }],
    })
  })

  it.each([
    ['as the carrier sends it', '+16045550111'],
    ['in the national way', '6045550111'],
    ['with the country first', '16045550111'],
  ])('M100: given the number comes %s, when it is compared, then it is the same person', (_how, number) => {
    expect(heard(stay([], { caller: from(number) }))).toEqual(['tone'])
  })

  it('M100: given any other number, when it reaches the portal, then the PIN is asked for and gives the dial tone', () => {
    const stranger = { caller: from('+16045559999') }
    expect(heard(stay([], stranger))).toEqual(['disa-enter_pin'])
    expect(heard(stay(['keys:2468#'], stranger))).toEqual(['disa-enter_pin', 'tone'])
    expect(JSON.stringify(stay(['keys:2468#'], stranger).trace)).not.toContain('2468')
  })

  it('M100: given a wrong PIN three times, when the third is over, then the caller is refused', () => {
    const refused = stay(['keys:1#', 'finished', 'keys:#', 'finished', 'silence', 'finished'], { caller: from('') })
    expect(heard(refused).filter((sound) => sound === 'disa-enter_pin')).toHaveLength(3)
    expect(path(refused)[0]).toBe('office-anywhere-portal refused')
  })

  it('M106: given an assigned number that is not active, when it calls the portal, then it says who calls: active is for ringing', () => {
    const numbers = [{ number: cell, label: '', active: false }]
    expect(heard(stay([], { documents: [account, person({ numbers }), portalOf()] }))).toEqual(['tone'])
  })

  it('M100: given the own phone in the office, when it calls the portal, then there is a dial tone and no PIN', () => {
    expect(heard(stay([], { caller: insideCaller('1001') }))).toEqual(['tone'])
    expect(heard(stay([], { caller: insideCaller('1002') }))).toEqual(['disa-enter_pin'])
  })

  it('M100: given a carrier that says 1001, or a caller who withholds the number, when they call the portal, then they are nobody', () => {
    expect(heard(stay([], { caller: from('1001') }))).toEqual(['disa-enter_pin'])
    const withheld = { ...from(''), isWithheld: true, asserted: cell } as const
    expect(heard(stay([], { caller: withheld }))).toEqual(['disa-enter_pin'])
  })

  it('M100: given two people with the same number or PIN, when one calls, then neither says who it is', () => {
    const both = [account, person(), person({}, '1002'), portalOf()]
    expect(heard(stay([], { documents: both }))).toEqual(['disa-enter_pin'])
    expect(heard(stay(['keys:2468#'], { documents: both }))).toContain('disa-invalid_pin')
  })

  it('M100: given the dial tone, when an extension is keyed, then that colleague is called', () => {
    expect(stay(['keys:1002#']).question).toMatchObject({ callflowId: 'callflow-1002' })
  })

  it('M100: given a call that fails or a number that is none, when it is over, then the dial tone comes back; silence ends the stay', () => {
    const again = stay(['keys:6045550177#', 'busy', 'finished', 'keys:99#', 'finished', 'silence'])
    expect(heard(again)).toEqual([
      'tone',
      'fault-can_not_be_completed_at_this_time',
      'tone',
      'disa-invalid_extension',
      'tone',
    ])
    expect(path(again)[0]).toBe('office-anywhere-portal _')
  })
})

describe('A12 Office Anywhere: M96, M99 calls from the own phone', () => {
  const placed = (keys: string) => operations(stay([keys]), 'dial')[0]?.legs

  it("M96: given a call from the own phone, when a number outside is called, then it shows the person's outbound caller ID and not the mobile", () => {
    expect(placed('keys:6045550177#')).toMatchObject([
      { target: { number: '+16045550177' }, callerName: 'Alex', callerNumber: '+16045550101' },
    ])
  })

  it('M96: given the desk phone has a caller ID of its own, when a number outside is called, then that is shown, as from the desk (M23)', () => {
    const device = colleagues.find(({ id }) => id === 'device-1001')
    const ids = { internal: { name: '', number: '' }, emergency: { name: '', number: '' } }
    const own = { ...device, callerIds: { ...ids, external: { name: 'Desk', number: '+16045550102' } } } as Document
    const documents = [account, person(), portalOf(), own]
    expect(operations(stay(['keys:6045550177#'], { documents }), 'dial')[0]?.legs).toMatchObject([
      { callerNumber: '+16045550102' },
    ])
  })

  it('M96: given a colleague is called, when their phone rings, then it shows name and extension', () => {
    expect(placed('keys:1002#')).toMatchObject([
      { target: { deviceId: 'device-1002' }, callerName: 'Alex Example', callerNumber: '1001' },
    ])
  })

  it('M96: given a flow that the portal leads into, when it calls outside, then under the person’s own caller ID there, and for their bill', () => {
    const out = drawFlow({ id: 'out', numbers: ['8'], nodes: { 'global-carrier': { number: '+17785550142' } } })
    const documents = [account, person(), portalOf(), out]
    expect(operations(stay(['keys:8#'], { documents }), 'dial')[0]?.legs).toMatchObject([
      { callerName: 'Alex', callerNumber: '+16045550101', userId: 'user-1001' },
    ])
    const device = colleagues.find(({ id }) => id === 'device-1001')
    const ids = { internal: { name: '', number: '' }, emergency: { name: '', number: '' } }
    const own = { ...device, callerIds: { ...ids, external: { name: 'Desk', number: '+16045550102' } } } as Document
    expect(operations(stay(['keys:8#'], { documents: [...documents, own] }), 'dial')[0]?.legs).toMatchObject([
      { callerNumber: '+16045550102' },
    ])
  })

  it('M96: given voicemail is checked through the portal, then it is the person’s own box', () => {
    const check = drawFlow({ id: 'check', numbers: ['97'], nodes: { 'check-voicemail': { singleMailbox: true } } })
    const checked = stay(['keys:97#'], { documents: [account, person(), portalOf(), check] })
    const boxes = operations(checked, 'read-state').flatMap(({ keys }) => keys.map(({ id }) => id))
    expect(boxes).toContain('mailbox-1001')
  })

  it('M96: given a call for help, when it goes out, then as it was keyed and with the emergency caller ID', () => {
    expect(placed('keys:911#')).toMatchObject([{ target: { number: '911' }, callerNumber: '+16045550199' }])
  })

  it("M99: given a long-distance or international call, when it is placed, then it goes by the trunk and counts as the person's", () => {
    for (const keys of ['keys:2125550177#', 'keys:011442079460000#']) {
      expect(placed(keys)).toMatchObject([{ target: { kind: 'number', trunkId: 'trunk' }, userId: 'user-1001' }])
    }
  })
})

describe('A12 Office Anywhere: what may be called', () => {
  const denied = (fields: Partial<User>, keys: string) =>
    stay([keys], { documents: [account, { ...person(), ...fields }, portalOf()] })

  it('M99: given international calls are denied to a person, when they try one through the portal, then they hear so and are hung up', () => {
    const refused = stay(['keys:011442079460000#', 'finished'], {
      documents: [account, { ...person(), deniedClasses: ['international'] }, portalOf()],
    })
    expect(heard(refused)).toEqual(['tone', 'cf-unauthorized_call'])
    expect(operations(refused, 'dial')).toEqual([])
    expect(refused.ended?.reason).toBe('hung-up')
    expect(operations(denied({ deniedClasses: ['international'] }, 'keys:6045550177#'), 'dial')).toHaveLength(1)
  })

  it('M100: given a person of closed groups, when they dial a colleague who shares none, then they hear that they may not', () => {
    expect(heard(denied({ closedGroups: true }, 'keys:1002#'))).toEqual(['tone', 'cf-unauthorized_call'])
  })

  it('M96: given everything is denied, when they call for help, then it goes out', () => {
    expect(operations(denied({ deniedClasses: ['domestic', 'other'] }, 'keys:911#'), 'dial')).toHaveLength(1)
  })
})

describe('A12 Office Anywhere: M99 the record of a call', () => {
  const leg = (userId?: string) =>
    ({
      target: { kind: 'number', number: '+442079460000' },
      ...(userId ? { userId } : {}),
      delayMs: 0,
      timeoutMs: 0,
      requireKeypress: false,
      callerName: '',
      callerNumber: '',
    }) as const
  const design = snapshotOf([account, ...colleagues])

  it('M99: given an international call through the portal, when it is recorded, then it says whose it was and what class of number it reached', () => {
    expect(chargeOf(design, leg('user-1001'), from(cell))).toEqual({
      chargedTo: 'user-1001',
      numberClass: 'international',
    })
  })

  it('M99: given any other toll call, when it is recorded, then it says the same of it', () => {
    expect(chargeOf(design, leg(), insideCaller('1002'))).toEqual({
      chargedTo: 'user-1002',
      numberClass: 'international',
    })
  })

  it('M99: given a call that stays inside, when it is recorded, then nobody is charged', () => {
    const inside = { ...leg('user-1001'), target: { kind: 'device', deviceId: 'device-1001' } } as const
    expect(chargeOf(design, inside, from(cell))).toEqual({ chargedTo: '', numberClass: '' })
  })
})

describe('A12 Office Anywhere: M97, M98 moving calls', () => {
  const move = (type: string, choices: string[], about: CallAbout = {}) =>
    call([drawFlow({ nodes: { [type]: {} } })], choices, {
      caller: insideCaller('1001'),
      documents: [account, person()],
      ...about,
    })

  it('M97: given an active desk call, when it is pushed in a rehearsal, then ringing the active numbers, with a key press, is asked for', () => {
    const pushed = move('push-call', ['answer:0'])
    expect(operations(pushed, 'push-call')).toMatchObject([
      { userId: 'user-1001', legs: [{ target: { kind: 'number', number: cell }, requireKeypress: true }] },
    ])
    expect(path(pushed)).toEqual(['push-call _'])
  })

  it('M97: given no number is active, when a call is pushed in a rehearsal, then nothing is asked to ring and the caller hears so', () => {
    const documents = [account, person({ numbers: [{ number: cell, label: '', active: false }] })]
    const pushed = move('push-call', [], { documents })
    expect(operations(pushed, 'push-call')).toEqual([])
    expect(heard(pushed)).toEqual(['vm-not_available_no_voicemail'])
  })

  it('M97: given nobody answers, or there is no call, when it is pushed in a rehearsal, then the caller hears which', () => {
    expect(heard(move('push-call', ['no-answer']))).toEqual(['vm-not_available_no_voicemail'])
    expect(heard(move('push-call', ['no-call']))).toEqual(['cf-move-no_channel'])
  })

  it('M98: given an active call on the own phone, when it is pulled in a rehearsal, then it goes on at this phone and the call that asked is over', () => {
    const pulled = move('pull-call', ['pulled'])
    expect(operations(pulled, 'pull-call')).toMatchObject([{ userId: 'user-1001' }])
    expect(pulled.ended?.reason).toBe('moved')
  })

  it('M98: given several phones of the person, when another of them pulls in a rehearsal, then the call of the same person is asked for', () => {
    const second = makeDocument('device', { id: 'softphone', name: 'Softphone', ownerId: 'user-1001' })
    const caller = { name: '', number: '1001', origin: { kind: 'device', deviceId: 'softphone' } } as const
    const pulled = move('pull-call', [], { caller, documents: [account, person(), second] })
    expect(operations(pulled, 'pull-call')).toMatchObject([{ userId: 'user-1001' }])
  })

  it.each([
    ['no call is up', 'no-call', 'cf-move-no_channel'],
    ['several are', 'too-many', 'cf-move-too_many_channels'],
  ])('M98: given %s, when it is pulled in a rehearsal, then the caller hears so', (_situation, choice, said) => {
    expect(heard(move('pull-call', [choice]))).toEqual([said])
  })

  it("M98: given a phone that is nobody's, when it pulls in a rehearsal, then the caller hears that nobody owns it", () => {
    expect(heard(move('pull-call', [], { caller: from(cell) }))).toEqual(['cf-move-no_owner'])
  })
})

const designWith = (portal: Portal, ...more: Document[]) => snapshotOf([account, did, flow, portal, ...more])
const unmet = (design: DesignSnapshot) =>
  design
    .list('portal')
    .flatMap((portal) => portalPrerequisites(design, portal).flatMap(({ row, isMet }) => (isMet ? [] : [row])))

describe('A12 Office Anywhere: M102-M106 what it needs', () => {
  it('M102: given numbers of the company, when a portal is made, then those that nothing answers are free for it', () => {
    const free = makeDocument('phone-number', { id: 'free', name: 'Free', number: '+16045550160' })
    expect(freeNumbers(designWith(portalOf(), free))).toEqual([free])
    expect(freeNumbers(designWith(portalOf()))).toEqual([])
  })

  it('M103: given a portal without a number, or whose number nothing answers, when it is checked, then it says so', () => {
    expect(unmet(designWith(portalOf({ phoneNumberId: null }), person()))).toContain('M103')
    expect(unmet(snapshotOf([account, did, portalOf(), person()]))).toContain('M103')
  })

  it('M103: given a new person with everything, when they are made, then no portal is', () => {
    const made = makeExtension({
      extension: '1009',
      firstName: 'Dana',
      lastName: 'New',
      sipUsername: '1009',
      sipPassword: 'secret',
      ids: { user: 'u', device: 'd', mailbox: 'm', callflow: 'c' },
    })
    expect(made.map(({ kind }) => kind)).not.toContain('portal')
    expect(made.find(({ kind }) => kind === 'user')).toMatchObject({ officeAnywhere: { enabled: false, numbers: [] } })
  })

  it('M104: given nobody has the feature switched on, when the portal is checked, then it says so', () => {
    expect(unmet(designWith(portalOf(), person({ enabled: false })))).toEqual(['M104', 'M105', 'M106'])
  })

  it('M105: given nobody has a number, when the portal is checked, then it says so', () => {
    expect(unmet(designWith(portalOf(), person({ numbers: [] })))).toEqual(['M105', 'M106'])
  })

  it('M106: given no number is active, when the portal is checked, then it says so', () => {
    const numbers = [{ number: cell, label: '', active: false }]
    expect(unmet(designWith(portalOf(), person({ numbers })))).toEqual(['M106'])
  })

  it('M106: given a number without a word on it, when it is added, then it is active', () => {
    const added = makeDocument('user', { id: 'u', name: 'u', officeAnywhere: { numbers: [{ number: cell }] } } as never) // as a form sends it
    expect(added.officeAnywhere.numbers).toEqual([{ number: cell, label: '', active: true }])
  })

  it('M102-M106: given everything is there, when the portal is checked, then nothing is missing', () => {
    expect(unmet(designWith(portalOf(), person()))).toEqual([])
    const findings = checkDesign(designWith(portalOf(), person()))
    expect(findings.filter(({ code }) => code === 'portal-not-ready')).toEqual([])
  })

  it('M103: given a portal without a callflow, when its finding is settled, then its number and extension lead to the portal', () => {
    const design = snapshotOf([account, did, portalOf({ extension: '8200' }), person()])
    const fix = checkDesign(design).find(({ code, fix: made }) => code === 'portal-not-ready' && made)?.fix
    const settled = snapshotOf([...design.documents(), ...(fix?.put ?? [])])
    expect(unmet(settled)).toEqual([])
    expect(settled.list('callflow')[0]?.numbers).toEqual(['+16045550150', '8200'])
  })
})

describe('A12 Office Anywhere: M107, M111 sites', () => {
  const north = makeDocument('site', { id: 'north', name: 'North' })
  const at = (siteId: string | null) => ({ ...person(), siteId })
  const site = (siteId: string | null) => portalOf({ scope: 'site', siteId })

  it('M107: given a site, when a portal is made for it, then it is stored with that site, and its list of what is missing asks for people of that site', () => {
    expect(designWith(site('north'), north, at('north')).list('portal')[0]).toMatchObject({ siteId: 'north' })
    expect(unmet(designWith(site('north'), north, at('north')))).toEqual([])
    expect(unmet(designWith(site('north'), north, at('south')))).toContain('M104')
  })

  it('M111: given a portal of one site, when its people call, then they are known; others are not, PIN or no PIN', () => {
    expect(heard(stay([], { documents: [account, at('north'), site('north'), north] }))).toEqual(['tone'])
    const others = { documents: [account, at('south'), site('north'), north] }
    expect(heard(stay([], others))).toEqual(['disa-enter_pin'])
    expect(heard(stay(['keys:2468#'], others))).toContain('disa-invalid_pin')
  })

  it('M111: given a portal of the company, when people of any site call, then they are known', () => {
    expect(heard(stay([], { documents: [account, at('south'), portalOf()] }))).toEqual(['tone'])
  })

  it('M111: given a scope, when it is chosen, then it is the company or a site, exactly one of them', () => {
    expect(portalOf().scope).toBe('company')
    expect(() => makeDocument('portal', { id: 'p', name: 'p', scope: 'both' as never })).toThrow('scope')
    expect(unmet(designWith(site(null), person()))).toContain('M111')
    expect(unmet(designWith(site('north'), north, at('north')))).toEqual([])
  })
})

describe('A12 Office Anywhere: M108-M110, M112 the settings', () => {
  let folder: TestFolder
  let design: DesignStore
  const spare = makeDocument('phone-number', { id: 'spare', name: 'Spare', number: '+16045550160' })
  const save = (portal: Portal) => design.apply({ label: 'Edit portal', put: [portal] })
  const saved = () => design.document('portal')

  beforeAll(() => {
    folder = testFolder()
    design = testDesign(folder).design
    design.apply({ label: 'Begin', put: [account, did, spare, person(), flow, portalOf()] })
  })
  afterAll(() => {
    design.close()
    folder[Symbol.dispose]()
  })

  it('M108: given a portal with a number, when it is to get another, then the design refuses and says how', () => {
    expect(() => save(portalOf({ phoneNumberId: 'spare' }))).toThrow(/cannot be changed/)
    expect(saved()).toMatchObject({ phoneNumberId: 'did' })
  })

  it('M108: given the number is taken away, when another is given, then it is taken', () => {
    save(portalOf({ phoneNumberId: null }))
    save(portalOf({ phoneNumberId: 'spare' }))
    expect(saved()).toMatchObject({ phoneNumberId: 'spare' })
  })

  it('M108: given those edits, when they are undone and done again, then nothing is refused', () => {
    design.undo()
    design.undo()
    expect(saved()).toMatchObject({ phoneNumberId: 'did' })
    design.redo()
    design.redo()
    expect(saved()).toMatchObject({ phoneNumberId: 'spare' })
    design.undo()
    design.undo()
  })

  it('M108: given a portal is deleted, when one with another number is made, then it is taken', () => {
    design.apply({ label: 'Delete', put: [{ ...flow, nodes: {}, wires: [], entry: null }], remove: ['portal'] })
    save(portalOf({ phoneNumberId: 'spare' }))
    design.undo()
    design.undo()
    expect(saved()).toMatchObject({ phoneNumberId: 'did' })
  })

  it('M108: given a design that is imported, when its portals come in, then nothing is refused', () => {
    const other = portalOf({ id: 'imported', phoneNumberId: 'spare', extension: '1001' })
    design.apply({ label: 'Import', put: [other], undoable: false })
    expect(design.document('imported')).toMatchObject({ extension: '1001' })
    design.apply({ label: 'Delete', remove: ['imported'] })
  })

  it('M109: given no name is typed, when a portal is made, then it is its phone number; a name that is typed stays', () => {
    const numbers = snapshotOf([did])
    expect(portalName(numbers, { ...portalOf(), name: '' })).toBe('+16045550150')
    expect(portalName(numbers, portalOf({ name: 'Mobiles' }))).toBe('Mobiles')
  })

  it('M109: given a portal, when its name is edited, then it has the new one', () => {
    save(portalOf({ name: 'Mobiles' }))
    expect(saved()).toMatchObject({ name: 'Mobiles' })
  })

  it('M110: given a new portal, when nothing is typed, then it has no extension, and needs none', () => {
    expect(makeDocument('portal', { id: 'p', name: 'p' }).extension).toBe('')
    expect(unmet(designWith(portalOf(), person()))).toEqual([])
  })

  it('M110: given an extension of a person, when a portal is to have it, then the design refuses and says whose it is', () => {
    expect(() => save(portalOf({ extension: '1001' }))).toThrow('Extension 1001 is already used by "Alex Example"')
  })

  it('M110: given another portal or callflow has the extension, when a portal is to have it, then it is refused, whatever its site', () => {
    const second = portalOf({ id: 'second', name: 'Second', phoneNumberId: null, extension: '8300', scope: 'site' })
    const sales = drawFlow({ id: 'sales', nodes: { 'hang-up': {} }, numbers: ['8400'] })
    design.apply({ label: 'More', put: [second, sales] })
    expect(() => save(portalOf({ extension: '8300' }))).toThrow('Second')
    expect(() => save(portalOf({ extension: '8400' }))).toThrow('sales')
  })

  it('M110: given an extension that is free, when it is set and edited, then it is stored', () => {
    save(portalOf({ extension: '8200' }))
    save(portalOf({ extension: '8201' }))
    expect(saved()).toMatchObject({ extension: '8201' })
  })

  it('M110: given an extension, when its callflow does not answer it, then a finding says so and adds it', () => {
    const wanted = designWith(portalOf({ extension: '8201' }), person())
    const finding = checkDesign(wanted).find(({ code }) => code === 'portal-not-ready')
    expect(finding?.message).toContain('8201')
    expect(finding?.fix?.put).toMatchObject([{ id: 'flow', numbers: ['+16045550150', '8201'] }])
  })

  it('M110: given the extension is in its callflow, when a colleague dials it in a rehearsal, then the call comes to the step of the portal', () => {
    const both = { ...flow, numbers: [...flow.numbers, '8201'] }
    const dialled = call([both], [], {
      byNumber: true,
      dialled: '8201',
      caller: insideCaller('1001'),
      documents: [account, person(), portalOf({ extension: '8201' })],
    })
    expect(dialled.trace).toContainEqual(
      expect.objectContaining({ kind: 'node-entered', type: 'office-anywhere-portal' }),
    )
  })

  it('M101, M112: given an administrator edits what people may do, when it is saved, then calls go by it', () => {
    const fewer = person({ numbers: [] })
    design.apply({ label: 'Edit user', put: [fewer] })
    const documents = design.documents().filter((each): each is Document => each.kind !== 'callflow')
    expect(heard(stay([], { documents }))).toEqual(['disa-enter_pin'])
  })
})

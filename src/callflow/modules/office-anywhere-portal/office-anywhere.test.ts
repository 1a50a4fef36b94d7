import { describe, expect, it } from 'vitest'
import { makeDocument, type Portal, type User } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import {
  extensionClash,
  freeNumbers,
  portalEditRefused,
  portalPrerequisites,
} from '../../office-anywhere/portal-rules.ts'
import {
  call,
  type CallAbout,
  colleagues,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../rehearse/small-design.ts'

const cell = '+16045550111'
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
const person = (fields: Partial<User['officeAnywhere']> = {}, extension = '1001'): User => {
  const user = colleagues.find(({ id }) => id === `user-${extension}`) as User
  const numbers = [{ number: cell, label: 'Cell', active: true }]
  return {
    ...user,
    callerIds: { ...user.callerIds, external: { name: 'Alex', number: '+16045550101' } },
    officeAnywhere: { enabled: true, pin: '2468', numbers, ...fields },
  }
}
const portalOf = (fields: Partial<Portal> = {}) =>
  makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did', ...fields })
const did = makeDocument('phone-number', { id: 'did', name: 'Portal number', number: '+16045550150' })
const flow = drawFlow({
  nodes: { 'office-anywhere-portal': { portalId: 'portal' }, 'hang-up': {}, 'hang-up:refused': {} },
  wires: ['office-anywhere-portal _ hang-up', 'office-anywhere-portal refused hang-up:refused'],
  numbers: ['+16045550150'],
})
const from = (number: string) => ({ name: '', number, origin: { kind: 'trunk' } }) as const

function stay(choices: string[], about: CallAbout = {}) {
  return call([flow], choices, {
    caller: from(cell),
    ...about,
    documents: about.documents ?? [account, person(), portalOf()],
  })
}

describe('the Office Anywhere portal (M100)', () => {
  it('given a call from an active number, then there is a dial tone at once and no PIN', () => {
    const known = stay([])
    expect(known.question?.operation).toMatchObject({ kind: 'collect', prompt: [{ kind: 'tone', tone: 'dial' }] })
  })

  it('given a number that is not active (M106) or a stranger, then the PIN is asked, three times', () => {
    const numbers = [{ number: cell, label: '', active: false }]
    const documents = [account, person({ numbers }), portalOf()]
    expect(heard(stay([], { documents }))).toEqual(['disa-enter_pin'])
    expect(heard(stay(['keys:2468#'], { documents }))).toEqual(['disa-enter_pin', 'tone'])
    const refused = stay(['keys:1111#', 'finished', 'keys:#', 'finished', 'silence', 'finished'], { documents })
    expect(path(refused)[0]).toBe('office-anywhere-portal refused')
  })

  it('given two people with the same PIN, then it admits nobody', () => {
    const documents = [account, person(), person({ numbers: [] }, '1002'), portalOf()]
    expect(heard(stay(['keys:2468#'], { documents, caller: from('') }))).toContain('disa-invalid_pin')
  })

  it('given a portal of one site, then only its people are known (M111)', () => {
    const documents = [account, person(), portalOf({ scope: 'site', siteId: 'north' })]
    expect(heard(stay([], { documents }))).toEqual(['disa-enter_pin'])
  })

  it("shows the person's external caller ID outside, and counts the call as theirs (M96, M99)", () => {
    const [dialled] = operations(stay(['keys:6045550177#']), 'dial')
    expect(dialled?.legs).toMatchObject([
      {
        target: { kind: 'number', number: '+16045550177', trunkId: 'trunk' },
        callerName: 'Alex',
        callerNumber: '+16045550101',
        userId: 'user-1001',
      },
    ])
  })

  it('calls for help go out as they are keyed, with the emergency caller ID', () => {
    const [dialled] = operations(stay(['keys:911#']), 'dial')
    expect(dialled?.legs).toMatchObject([{ target: { number: '911' }, callerNumber: '+16045550199' }])
  })

  it('colleagues see name and extension', () => {
    const [dialled] = operations(stay(['keys:1002#']), 'dial')
    expect(dialled?.legs).toMatchObject([
      { target: { deviceId: 'device-1002' }, callerName: 'Alex Example', callerNumber: '1001' },
    ])
  })

  it('a call that fails, or a number that is none, brings the dial tone back; silence ends the stay', () => {
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

describe('setting a portal up', () => {
  const design = (portal: Portal, ...more: Parameters<typeof snapshotOf>[0][]) =>
    snapshotOf([account, did, flow, portal, ...more.flatMap((documents) => [...documents])])
  const unmet = (...about: Parameters<typeof design>) =>
    portalPrerequisites(design(...about), about[0]).flatMap(({ row, isMet }) => (isMet ? [] : [row]))

  it('needs a number, a flow, people, phones and an active one (M102-M106)', () => {
    expect(unmet(portalOf({ phoneNumberId: null }))).toEqual(['M103', 'M103', 'M104', 'M105', 'M106'])
    expect(unmet(portalOf(), [person({ numbers: [] })])).toEqual(['M105', 'M106'])
    expect(unmet(portalOf(), [person()])).toEqual([])
  })

  it('wants exactly one scope (M111) and an extension nobody has (M110)', () => {
    expect(unmet(portalOf({ scope: 'site' }), [person()])).toContain('M111')
    expect(extensionClash(design(portalOf({ extension: '1001' }), [person()]), portalOf({ extension: '1001' }))).toBe(
      'Alex Example',
    )
  })

  it('may take numbers that nothing answers yet (M102)', () => {
    const free = makeDocument('phone-number', { id: 'free', name: 'Free', number: '+16045550160' })
    expect(freeNumbers(design(portalOf(), [free]))).toEqual([free])
  })

  it('keeps its number for ever (M108)', () => {
    expect(portalEditRefused(portalOf(), portalOf({ phoneNumberId: 'other' }))).toContain('cannot be changed')
    expect(portalEditRefused(portalOf(), portalOf({ name: 'Other name' }))).toBeUndefined()
    expect(portalEditRefused(portalOf({ phoneNumberId: null }), portalOf())).toBeUndefined()
  })
})

describe('pushing and pulling calls (M97, M98)', () => {
  const move = (type: string, choices: string[], documents = [account, person()]) =>
    call([drawFlow({ nodes: { [type]: {} } })], choices, { caller: insideCaller('1001'), documents })

  it("push rings the person's own phones, a key press takes the call", () => {
    const pushed = move('push-call', ['answer:0'])
    expect(operations(pushed, 'push-call')).toMatchObject([
      { userId: 'user-1001', legs: [{ target: { number: cell }, requireKeypress: true }] },
    ])
    expect(path(pushed)[0]).toBe('push-call _')
    expect(heard(move('push-call', ['no-call']))).toEqual(['cf-move-no_channel'])
    expect(operations(move('push-call', [], [account]), 'push-call')).toEqual([])
  })

  it('pull brings the one other call here, and says why when it cannot', () => {
    expect(move('pull-call', ['pulled', 'callee-hangs-up']).ended?.reason).toBe('talked')
    expect(heard(move('pull-call', ['too-many']))).toEqual(['cf-move-too_many_channels'])
    const outside = call([drawFlow({ nodes: { 'pull-call': {} } })], [], { caller: from(cell) })
    expect(heard(outside)).toEqual(['cf-move-no_owner'])
  })
})

import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../design/document.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  heard,
  insideCaller,
  oneStep,
  operations,
  outsideCaller,
} from '../rehearse/small-design.ts'
import type { Rehearsal } from '../rehearse/rehearsal.ts'

const withOffice = (pin: string): Document => {
  const user = colleague('user', '1001')
  return { ...user, officeAnywhere: { ...user.officeAnywhere, enabled: true, pin } }
}
const roamer = (): Document => {
  const user = colleague('user', '1001')
  return { ...user, hotDesk: { ...user.hotDesk, enabled: true, id: '7', pin: '4711', requirePin: true } }
}
const box = (fields = {}) => colleague('mailbox', '1001', { pin: '4711', isSetUp: true, ...fields })
const room = (fields = {}) => makeDocument('conference', { id: 'room', name: 'Room', ...fields })
const checks = oneStep('check-voicemail', { mailboxId: 'mailbox-1001' })
const joins = oneStep('conference', { conferenceId: 'room' })

interface Guarded {
  readonly flow: Callflow
  readonly documents: readonly Document[]
  /** Answered before the PIN is asked for. */
  readonly before?: readonly string[]
  readonly caller?: CallAbout['caller']
  readonly letIn: (rehearsal: Rehearsal) => boolean
  readonly abort: readonly string[]
}

const everything: Readonly<Record<string, Guarded>> = {
  mailbox: {
    flow: checks,
    documents: [box()],
    letIn: (at) => heard(at).includes('vm-main_menu'),
    abort: ['vm-abort'],
  },
  conference: {
    flow: joins,
    documents: [room({ memberPins: ['4711'] })],
    letIn: (at) => heard(at).includes('conf-joining_conference'),
    abort: ['conf-too_many_attempts'],
  },
  portal: {
    flow: oneStep('office-anywhere-portal', { portalId: 'portal' }),
    documents: [withOffice('4711'), makeDocument('portal', { id: 'portal', name: 'Portal' })],
    letIn: (at) => heard(at).includes('tone'),
    abort: ['disa-retries_exceeded'],
  },
  disa: {
    flow: oneStep('disa', { pin: '4711' }),
    documents: [],
    letIn: (at) => heard(at).includes('tone'),
    abort: ['disa-retries_exceeded'],
  },
  'hot desk': {
    flow: oneStep('hot-desk', { action: 'log-in' }),
    documents: [roamer()],
    before: ['keys:7#'],
    caller: insideCaller('1003'),
    letIn: (at) => heard(at).includes('hotdesk-logged_in'),
    abort: ['hotdesk-enter_id', 'hotdesk-abort'],
  },
}

function reach({ flow, documents, before = [], caller }: Guarded, choices: readonly string[], wrongPins = {}) {
  return call([flow], [...before, ...choices], { documents, world: { wrongPins }, ...(caller ? { caller } : {}) })
}

describe.each(Object.entries(everything))('the PIN of a %s, over calls', (_name, guarded) => {
  const notes = (at: Rehearsal) => operations(at, 'note').map(({ message }) => message)

  it('lets in by the right one while few were wrong', () => {
    expect(guarded.letIn(reach(guarded, ['keys:4711#'], { byCaller: 5, byOthers: 24 }))).toBe(true)
  })

  it.each([{ byCaller: 6 }, { byOthers: 30 }])('is not asked for any more after %o wrong ones', (wrongPins) => {
    const at = reach(guarded, [], wrongPins)
    expect(heard(at)).toEqual(guarded.abort)
    expect(operations(at, 'collect')).toHaveLength(guarded.before?.length ?? 0)
  })

  it('is asked for no longer once this call made it too many, and the trace says so', () => {
    const at = reach(guarded, ['keys:9999#', 'finished'], { byCaller: 5 })
    expect(notes(at)).toEqual(['Shut to this caller for an hour, after 6 wrong PINs'])
    expect(guarded.letIn(at)).toBe(false)
    expect(operations(at, 'collect')).toHaveLength(1 + (guarded.before?.length ?? 0))
  })

  it('counts wrong ones, not silence', () => {
    const at = reach(guarded, ['silence', 'finished', 'silence', 'finished', 'keys:4711#'], { byCaller: 5 })
    expect(guarded.letIn(at)).toBe(true)
  })

  it('shows no trace the PIN', () => {
    const at = reach(guarded, ['keys:98765432#'])
    expect(JSON.stringify(at.trace)).not.toContain('9876')
  })
})

describe('mailboxes', () => {
  const strangersShutIt = { byOthers: 30 }
  const owner = { caller: insideCaller('1001') }

  it('ask the owner, and those it is shared with, at a phone of theirs whatever strangers did', () => {
    const about = {
      documents: [box({ requirePin: true, memberIds: ['user-1002'] })],
      world: { wrongPins: strangersShutIt },
    }
    expect(heard(call([checks], ['keys:4711#'], { ...about, ...owner }))).toContain('vm-main_menu')
    expect(heard(call([checks], ['keys:4711#'], { ...about, caller: insideCaller('1002') }))).toContain('vm-main_menu')
    expect(heard(call([checks], [], { ...about, caller: insideCaller('1003') }))).toEqual(['vm-abort'])
  })

  it('take nobody from outside for the owner', () => {
    const flow = drawFlow({
      nodes: {
        'match-caller-id': { mode: 'regex', regex: '1', userId: 'user-1001', callerName: 'Alex', callerNumber: '1001' },
        'check-voicemail': { mailboxId: 'mailbox-1001' },
      },
      wires: ['match-caller-id match check-voicemail', 'match-caller-id _ check-voicemail'],
    })
    const at = call([flow], [], {
      documents: [box({ requirePin: true })],
      world: { wrongPins: strangersShutIt },
      caller: outsideCaller,
    })
    expect(operations(at, 'edit-call')).toMatchObject([{ edit: { kind: 'set-identity', userId: 'user-1001' } }])
    expect(heard(at)).toEqual(['vm-abort'])
  })

  it('tell their web server when they are shut, and only then', () => {
    const about = {
      documents: [box({ notifyUrl: 'https://box.example.test/' })],
      world: { wrongPins: { byCaller: 4 } },
    }
    const once = call([checks], ['keys:9999#', 'finished'], about)
    expect(operations(once, 'http-request')).toEqual([])
    const twice = call([checks], ['keys:9999#', 'finished', 'keys:9998#', 'sent', 'finished'], about)
    expect(operations(twice, 'http-request')).toMatchObject([
      {
        url: 'https://box.example.test/',
        awaits: 'nothing',
        fields: {
          event: 'voicemail-pin-guessed',
          'mailbox-id': 'mailbox-1001',
          mailbox: '1001',
          'caller-number': '+16045550177',
        },
      },
    ])
  })
})

describe('conferences', () => {
  it('let members in who need no PIN, although guessing at that of moderators has shut it', () => {
    const documents = [room({ moderatorPins: ['4711'] })]
    const at = call([joins], [], { documents, world: { wrongPins: { byOthers: 30 } } })
    expect(operations(at, 'collect')).toEqual([])
    expect(heard(at)).toEqual(['conf-joining_conference'])
    const silent = call([joins], ['silence'], { documents, world: { wrongPins: { byCaller: 5 } } })
    expect(heard(silent)).toEqual(['conf-enter_conf_pin', 'conf-joining_conference'])
  })

  it('forgive a moderator, not a member who may be guessing at the PIN of moderators', () => {
    const documents = [room({ memberPins: ['1'], moderatorPins: ['4711'] })]
    const outcomes = (pin: string) =>
      operations(call([joins], [`keys:${pin}#`], { documents }), 'pin-try').map(({ outcome }) => outcome)
    expect(outcomes('4711')).toEqual(['asks', 'right'])
    expect(outcomes('1')).toEqual(['asks', 'asks'])
  })

  it('ask their owner at a phone of theirs whatever strangers did', () => {
    const documents = [room({ memberPins: ['4711'], ownerId: 'user-1001' })]
    const world = { wrongPins: { byOthers: 30 } }
    expect(heard(call([joins], [], { documents, world, caller: insideCaller('1001') }))).toEqual([
      'conf-enter_conf_pin',
    ])
    expect(heard(call([joins], [], { documents, world, caller: insideCaller('1002') }))).toEqual([
      'conf-too_many_attempts',
    ])
  })
})

it('a portal forgives nobody: who knows one PIN may be guessing at those of others', () => {
  const portal = everything['portal'] as Guarded // it is written above
  expect(operations(reach(portal, ['keys:4711#']), 'pin-try').map(({ outcome }) => outcome)).toEqual(['asks', 'asks'])
})

it('a hot desk asks its person at their own phone whatever others did', () => {
  const flow = oneStep('hot-desk', { action: 'log-in' })
  const about = { documents: [roamer()], world: { wrongPins: { byOthers: 30 } } }
  expect(heard(call([flow], ['keys:7#'], { ...about, caller: insideCaller('1001') }))).toContain('hotdesk-enter_pin')
})

describe('the PIN that records the greeting of a menu', () => {
  const menu = (fields = {}) =>
    makeDocument('menu', {
      id: 'menu',
      name: 'Menu',
      recordPin: '4711',
      recordFromOutside: true,
      maxDigits: 8,
      ...fields,
    })
  const flow = drawFlow({
    nodes: { menu: { menuId: 'menu' }, 'hang-up': {} },
    wires: ['menu 22 hang-up', 'menu 2222 hang-up'],
  })
  const keyed = (keys: string, byCaller: number, fields = {}) =>
    call([flow], [`keys:${keys}#`], { documents: [menu(fields)], world: { wrongPins: { byCaller } } })
  const tried = (at: Rehearsal) => operations(at, 'pin-try').map(({ outcome }) => outcome)

  it('means nothing any more after too many wrong ones, and nobody is told', () => {
    expect(heard(keyed('4711', 5))).toContain('vm-record_greeting')
    const shut = keyed('4711', 6)
    expect(heard(shut)).toEqual(['menu-invalid_entry'])
    expect(heard(keyed('4712', 6))).toEqual(['menu-invalid_entry'])
  })

  it('is guessed at by what is as long and means nothing else', () => {
    expect(tried(keyed('4712', 0))).toEqual(['wrong'])
    expect(tried(keyed('471', 0))).toEqual([])
    expect(tried(keyed('2222', 0))).toEqual([])
    expect(tried(keyed('4711', 0, { recordFromOutside: false }))).toEqual([])
    expect(tried(keyed('9', 0, { recordPin: '' }))).toEqual([])
  })
})

it('DISA with more tries than that is shut within one call', () => {
  const flow = oneStep('disa', { pin: '4711', retries: 10 })
  const guesses = Array.from({ length: 6 }, () => ['keys:9999#', 'finished']).flat()
  const at = call([flow], guesses)
  expect(operations(at, 'collect')).toHaveLength(6)
  expect(heard(at).at(-1)).toBe('disa-retries_exceeded')
})

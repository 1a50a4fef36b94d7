import { describe, expect, it } from 'vitest'
import { makeDocument, type Menu } from '../../../src/callflow/design/document.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'

const sounds = ['hello', 'oops', 'bye', 'wait'].map((id) => makeDocument('media', { id, name: id }))

/** A menu with a greeting and wires to two hang-ups; whatever is said of it, the rest is as it comes. */
function menuCall(
  wires: readonly string[],
  choices: readonly string[],
  fields: Partial<Menu> = {},
  about: CallAbout = {},
) {
  const menu = makeDocument('menu', { id: 'main', name: 'Main', greetingId: 'hello', ...fields })
  const flow = drawFlow({
    nodes: { menu: { menuId: 'main' }, 'hang-up:one': {}, 'hang-up:two': {} },
    wires: wires.map((wire) => `menu ${wire}`),
  })
  return call([flow], choices, { ...about, documents: [menu, ...sounds] })
}

const leftBy = (...about: Parameters<typeof menuCall>) => path(menuCall(...about))[0]

describe('M33: what a menu does by itself', () => {
  it('M33: given a menu nobody configured, when a call comes, then it answers, plays the greeting and waits 10 s for up to 4 digits, 2 s between them', () => {
    const asked = menuCall(['1 hang-up:one'], [])
    expect(operations(asked, 'answer')).toHaveLength(1)
    expect(operations(asked, 'collect')).toMatchObject([
      {
        prompt: [{ kind: 'media', mediaId: 'hello' }],
        maxDigits: 4,
        firstDigitTimeoutMs: 10_000,
        interDigitTimeoutMs: 2_000,
      },
    ])
  })

  it('M33: given a menu nobody configured, when the caller does nothing right, then there are 3 tries', () => {
    const wrong = menuCall(['1 hang-up:one'], ['silence', 'silence', 'silence', 'finished', 'finished'])
    expect(operations(wrong, 'collect')).toHaveLength(3)
  })

  it('M33: given a step with its own wait between keys, when it asks, then that one counts', () => {
    const menu = makeDocument('menu', { id: 'main', name: 'Main', interDigitSec: 4 })
    const asked = (interDigitSec: number) =>
      operations(
        call([drawFlow({ nodes: { menu: { menuId: 'main', interDigitSec } } })], [], { documents: [menu] }),
        'collect',
      )[0]?.interDigitTimeoutMs
    expect([asked(0), asked(1)]).toEqual([4_000, 1_000])
  })

  it('M33: given a menu that is not chosen or gone, when a call comes, then it goes on by `_` unanswered', () => {
    const flow = drawFlow({ nodes: { menu: { menuId: 'gone' }, 'hang-up': {} }, wires: ['menu _ hang-up'] })
    const passed = call([flow], [])
    expect(path(passed)).toEqual(['menu _', 'hang-up end'])
    expect(operations(passed, 'answer')).toEqual([])
  })
})

describe('M33: keys, first a branch of the whole entry', () => {
  it('M33: given branches 1 and 12, when 12 is keyed, then the whole entry decides, not its first key', () => {
    const wires = ['1 hang-up:one', '12 hang-up:two']
    expect(leftBy(wires, ['keys:12'])).toBe('menu 12')
    expect(leftBy(wires, ['keys:1'])).toBe('menu 1')
  })

  it('M33: given # wired, when it is pressed, then it is a choice; not wired, then it ends the entry', () => {
    expect(leftBy(['# hang-up:one'], ['keys:#'])).toBe('menu #')
    expect(leftBy(['12 hang-up:one'], ['keys:12#'])).toBe('menu 12')
  })

  it('M33: given an extension that is wired as well, when it is keyed, then the wire comes before hunting', () => {
    expect(leftBy(['1001 hang-up:one'], ['keys:1001'], { hunt: true })).toBe('menu 1001')
  })
})

describe('M33: then hunting for the extension', () => {
  it('M33: given hunting, when an extension is keyed, then the transfer prompt is heard and its flow answers', () => {
    const hunted = menuCall(['1 hang-up:one'], ['keys:1001', 'finished'], { hunt: true })
    expect(heard(hunted)).toEqual(['hello', 'menu-transferring_call'])
    expect(hunted.question).toMatchObject({ callflowId: 'callflow-1001', nodeId: 'user' })
  })

  it('M33: given a menu nobody configured, when an extension is keyed, then it is a wrong entry: hunting is off', () => {
    expect(heard(menuCall(['1 hang-up:one'], ['keys:1001']))).toEqual(['hello', 'menu-invalid_entry'])
  })

  it.each<[string, Partial<Menu>, boolean]>([
    ['allowed by hunt_allow', { huntAllow: '^10' }, true],
    ['not allowed by hunt_allow', { huntAllow: '^2' }, false],
    ['refused by hunt_deny', { huntDeny: '^1' }, false],
    ['not refused by hunt_deny', { huntDeny: '^2' }, true],
    ['allowed and refused', { huntAllow: '^1', huntDeny: '01$' }, false],
  ])('M33: given hunting, when an extension is keyed that is %s, then that decides', (_what, limits, connects) => {
    const last = heard(menuCall([], ['keys:1001'], { hunt: true, ...limits })).at(-1)
    expect(last).toBe(connects ? 'menu-transferring_call' : 'menu-invalid_entry')
  })

  it('M33: given hunting, when a number nobody answers is keyed, then it is a wrong entry', () => {
    expect(heard(menuCall([], ['keys:1999'], { hunt: true }))).toEqual(['hello', 'menu-invalid_entry'])
  })
})

describe('M33: then the PIN that records a greeting', () => {
  const pin = { recordPin: '9999' } as const
  const inside = { caller: insideCaller('1001') }

  it('M33: given record_pin, when a colleague keys it and keeps what they say, then callers hear that from now on and no try was lost', () => {
    const choices = ['keys:9999', 'finished', 'keys:#', 'keys:1', 'finished']
    const kept = menuCall(['1 hang-up:one'], choices, { ...pin, retries: 1 }, inside)
    expect(operations(kept, 'keep-recording')).toMatchObject([{ as: { kind: 'menu-greeting', id: 'main' } }])
    expect(operations(kept, 'collect').at(-1)?.prompt).toEqual([
      { kind: 'kept', what: { kind: 'menu-greeting', id: 'main' } },
    ])
  })

  it('M33: given record_pin, when an outside caller keys it, then it is a wrong entry, unless allow_record_from_offnet', () => {
    expect(heard(menuCall([], ['keys:9999'], pin))).toContain('menu-invalid_entry')
    expect(heard(menuCall([], ['keys:9999'], { ...pin, recordFromOutside: true }))).toContain('vm-record_greeting')
  })

  it('M33: given a PIN that is an extension too, when it is keyed, then hunting comes first', () => {
    const hunted = menuCall([], ['keys:1001', 'finished'], { hunt: true, recordPin: '1001' }, inside)
    expect(hunted.question).toMatchObject({ callflowId: 'callflow-1001' })
  })

  it('M33: given no record_pin, when nothing is keyed, then that records nothing', () => {
    expect(heard(menuCall(['1 hang-up:one'], ['silence'], {}, inside))).toEqual(['hello', 'hello'])
  })
})

describe('M33: then a wrong entry, or none', () => {
  it('M33: given a wrong entry, when it is keyed, then the invalid prompt and the greeting again, one try less', () => {
    const wrong = menuCall(['1 hang-up:one'], ['keys:9', 'finished', 'keys:9', 'finished', 'keys:1'])
    expect(heard(wrong)).toEqual(['hello', 'menu-invalid_entry', 'hello', 'menu-invalid_entry', 'hello'])
    expect(path(wrong)[0]).toBe('menu 1')
  })

  it('M33: given no key, when timeout is wired, then it is left by at once', () => {
    expect(leftBy(['timeout hang-up:one', '_ hang-up:two'], ['silence'])).toBe('menu timeout')
  })

  it('M33: given no key and no timeout wired, when the time is over, then the greeting again without the invalid prompt, one try less', () => {
    const silent = menuCall(['_ hang-up:one'], ['silence', 'silence'], { retries: 2 })
    expect(heard(silent)).toEqual(['hello', 'hello', 'menu-exit'])
  })
})

describe('M33: out of tries', () => {
  const twice = ['keys:9', 'finished', 'keys:9', 'finished']

  it('M33: given max_retries wired, when the tries are over, then the exit prompt and that branch', () => {
    const wires = ['max_retries hang-up:one', '_ hang-up:two']
    const over = menuCall(wires, [...twice, 'finished'], { retries: 2 })
    expect(heard(over).at(-1)).toBe('menu-exit')
    expect(path(over)[0]).toBe('menu max_retries')
  })

  it('M33: given only `_` wired, when the tries are over, then exit prompt, transfer prompt and `_`', () => {
    const over = menuCall(['_ hang-up:two'], [...twice, 'finished', 'finished'], { retries: 2 })
    expect(heard(over).slice(-2)).toEqual(['menu-exit', 'menu-transferring_call'])
    expect(path(over)[0]).toBe('menu _')
  })

  it('M33: given nothing wired, when the tries are over, then exit prompt, goodbye and the end', () => {
    const over = menuCall([], [...twice, 'finished', 'finished'], { retries: 2 })
    expect(heard(over).slice(-2)).toEqual(['menu-exit', 'vm-goodbye'])
    expect(over.ended?.reason).toBe('dead-end')
  })
})

describe('M33: exit, transfer and invalid media', () => {
  const wrongAndOut = ['_ hang-up:two']

  it('M33: given all three off, when the caller gets it wrong, then none is heard', () => {
    const off = { invalidSound: false, exitSound: false, transferSound: false, retries: 2 }
    expect(heard(menuCall(wrongAndOut, ['keys:9', 'keys:9'], off))).toEqual(['hello', 'hello'])
  })

  it('M33: given media of one’s own, when they are due, then they are heard instead of the prompts', () => {
    const own = { invalidSoundId: 'oops', exitSoundId: 'bye', transferSoundId: 'wait', retries: 1 }
    const over = menuCall(wrongAndOut, ['keys:9', 'finished', 'finished', 'finished'], own)
    expect(heard(over)).toEqual(['hello', 'oops', 'bye', 'wait'])
    const hunted = menuCall([], ['keys:1001', 'finished'], { ...own, hunt: true })
    expect(heard(hunted)).toEqual(['hello', 'wait'])
  })

  it('M33: given own media that is switched off, when it is due, then nothing is heard', () => {
    const off = { invalidSound: false, invalidSoundId: 'oops', retries: 2 }
    expect(heard(menuCall(wrongAndOut, ['keys:9'], off))).toEqual(['hello', 'hello'])
  })
})

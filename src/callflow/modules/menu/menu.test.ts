import { describe, expect, it } from 'vitest'
import { makeDocument, type Menu } from '../../design/document.ts'
import { call, drawFlow, heard, insideCaller, operations, outsideCaller, path } from '../../rehearse/small-design.ts'

const main = (fields: Partial<Menu> = {}) =>
  makeDocument('menu', { id: 'main', name: 'Main', greetingId: 'hello', retries: 2, ...fields })
const hello = makeDocument('media', { id: 'hello', name: 'Hello' })

function menuCall(choices: string[], wires: string[], fields: Partial<Menu> = {}, from = outsideCaller) {
  const flow = drawFlow({
    nodes: { menu: { menuId: 'main' }, 'hang-up:one': {}, 'hang-up:other': {} },
    wires: wires.map((wire) => `menu ${wire}`),
  })
  return call([flow], choices, { documents: [main(fields), hello], caller: from })
}

describe('menu (M33)', () => {
  it('answers, plays the greeting and waits 10 s for the first key and 2 s for the next', () => {
    const [asked] = operations(menuCall([], ['1 hang-up:one']), 'collect')
    expect(asked).toMatchObject({
      prompt: [{ kind: 'media', mediaId: 'hello' }],
      maxDigits: 4,
      firstDigitTimeoutMs: 10_000,
      interDigitTimeoutMs: 2_000,
    })
    expect(operations(menuCall([], []), 'answer')).toHaveLength(1)
  })

  it('takes the branch of the whole digit string', () => {
    expect(path(menuCall(['keys:1'], ['1 hang-up:one', '12 hang-up:other']))[0]).toBe('menu 1')
    expect(path(menuCall(['keys:12'], ['1 hang-up:one', '12 hang-up:other']))[0]).toBe('menu 12')
  })

  it('treats # as a choice when it is wired, and as the end of the entry when it is not', () => {
    expect(path(menuCall(['keys:#'], ['# hang-up:one']))[0]).toBe('menu #')
    expect(path(menuCall(['keys:12#'], ['12 hang-up:one']))[0]).toBe('menu 12')
  })

  describe('when the caller presses a wrong key', () => {
    it('says so and asks again, as often as there are tries', () => {
      const wrong = menuCall(['keys:9', 'finished'], ['1 hang-up:one'])
      expect(heard(wrong)).toEqual(['hello', 'menu-invalid_entry', 'hello'])
      expect(wrong.question?.operation.kind).toBe('collect')
    })

    it('leaves by max_retries after the last try', () => {
      const choices = ['keys:9', 'finished', 'keys:9', 'finished', 'finished']
      const wrong = menuCall(choices, ['max_retries hang-up:one', '_ hang-up:other'])
      expect(path(wrong)[0]).toBe('menu max_retries')
      expect(heard(wrong)).toEqual(['hello', 'menu-invalid_entry', 'hello', 'menu-invalid_entry', 'menu-exit'])
    })

    it('says that it transfers and leaves by `_` when max_retries is not wired', () => {
      const wrong = menuCall(['silence', 'silence', 'finished', 'finished'], ['_ hang-up:other'])
      expect(path(wrong)[0]).toBe('menu _')
      expect(heard(wrong).slice(-2)).toEqual(['menu-exit', 'menu-transferring_call'])
    })

    it('says goodbye when nothing is wired at all', () => {
      const wrong = menuCall(['silence', 'silence', 'finished', 'finished'], [])
      expect(heard(wrong).at(-1)).toBe('vm-goodbye')
      expect(wrong.ended?.reason).toBe('dead-end')
    })
  })

  it('says nothing of its own when its sounds are off', () => {
    const quiet = { invalidSound: false, exitSound: false, transferSound: false, hunt: true }
    expect(heard(menuCall(['keys:9', 'keys:9'], ['_ hang-up:other'], quiet))).toEqual(['hello', 'hello'])
    expect(heard(menuCall(['keys:1001'], [], quiet))).toEqual(['hello'])
  })

  describe('when the caller presses nothing', () => {
    it('leaves by timeout at once when it is wired', () => {
      expect(path(menuCall(['silence'], ['timeout hang-up:one']))[0]).toBe('menu timeout')
    })

    it('asks again otherwise, without the invalid prompt', () => {
      expect(heard(menuCall(['silence'], ['1 hang-up:one']))).toEqual(['hello', 'hello'])
    })
  })

  describe('hunting', () => {
    const hunt = { hunt: true } as const

    it('connects to a dialled extension and says so', () => {
      const hunted = menuCall(['keys:1001', 'finished'], ['1 hang-up:one'], hunt)
      expect(heard(hunted)).toEqual(['hello', 'menu-transferring_call'])
      expect(hunted.question).toMatchObject({ callflowId: 'callflow-1001', nodeId: 'user' })
    })

    it('is off unless allowed, and never beats a wired key', () => {
      expect(heard(menuCall(['keys:1001'], []))).toEqual(['hello', 'menu-invalid_entry'])
      expect(path(menuCall(['keys:1001'], ['1001 hang-up:one'], hunt))[0]).toBe('menu 1001')
    })

    it.each([
      [{ huntAllow: '^2' }, false],
      [{ huntAllow: '^1' }, true],
      [{ huntDeny: '^1' }, false],
      [{ huntDeny: '^2' }, true],
      [{ huntAllow: '(' }, false],
    ])('is limited by %o', (limits, connects) => {
      const last = heard(menuCall(['keys:1001'], [], { ...hunt, ...limits })).at(-1)
      expect(last).toBe(connects ? 'menu-transferring_call' : 'menu-invalid_entry')
    })
  })

  it('is passed over when no menu is chosen', () => {
    const flow = drawFlow({ nodes: { menu: {}, 'hang-up': {} }, wires: ['menu _ hang-up'] })
    expect(path(call([flow], []))).toEqual(['menu _', 'hang-up end'])
  })
})

describe('the PIN that records a greeting (M33)', () => {
  const pin = { recordPin: '9999' }
  const recorded = ['keys:9999', 'finished', 'keys:#', 'keys:1', 'finished']

  it('given a colleague who keys it, then what they say and keep is the greeting, and no try is lost', () => {
    const kept = menuCall(recorded, ['1 hang-up:one'], pin, insideCaller('1001'))
    expect(operations(kept, 'keep-recording')).toMatchObject([{ as: { kind: 'menu-greeting', id: 'main' } }])
    expect(operations(kept, 'collect').at(-1)?.prompt).toEqual([
      { kind: 'kept', what: { kind: 'menu-greeting', id: 'main' } },
    ])
    expect(kept.question?.operation.kind).toBe('collect')
  })

  it('given a caller from outside, then it is a wrong key, unless the menu lets them', () => {
    const refused = menuCall(['keys:9999'], ['1 hang-up:one'], pin)
    expect(heard(refused)).toContain('menu-invalid_entry')
    const allowed = menuCall(['keys:9999'], ['1 hang-up:one'], { ...pin, recordFromOutside: true })
    expect(heard(allowed)).toContain('vm-record_greeting')
  })

  it('given a menu without one, then nothing is looked up for it', () => {
    expect(operations(menuCall([], ['1 hang-up:one']), 'read-state')).toEqual([])
  })
})

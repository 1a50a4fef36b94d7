import { describe, expect, it } from 'vitest'
import { type Directory, makeDocument } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, heard, operations, path } from '../../rehearse/small-design.ts'

const entry = (extension: string, callflowId: string | null = `callflow-${extension}`) => ({
  userId: `user-${extension}`,
  callflowId,
})

/** Alex, Blair and Casey Example. */
function spelling(choices: readonly string[], fields: Partial<Directory> = {}, about: CallAbout = {}) {
  const staff = makeDocument('directory', {
    id: 'staff',
    name: 'Staff',
    entries: [entry('1001'), entry('1002'), entry('1003')],
    ...fields,
  })
  const nodes = { directory: { directoryId: 'staff' }, 'hang-up': {} }
  return call([drawFlow({ nodes, wires: ['directory _ hang-up'] })], choices, { ...about, documents: [staff] })
}

const since = (sounds: readonly string[], from: string) => sounds.slice(sounds.lastIndexOf(from))

describe('directory: spelling a name (A8, M41, M59)', () => {
  it('asks for first or last name, as the directory is searched', () => {
    expect(heard(spelling([]))).toEqual(['dir-enter_person'])
    expect(heard(spelling([], { searchBy: 'first-name' }))).toEqual(['dir-enter_person_firstname'])
    expect(heard(spelling([], { searchBy: 'last-name' }))).toEqual(['dir-enter_person_lastname'])
  })

  it('waits 2 s for each further key, and ends the entry at the most letters', () => {
    const waits = { interDigitTimeoutMs: 2_000, terminators: '#' }
    expect(operations(spelling([]), 'collect')[0]).toMatchObject({ ...waits, maxDigits: 30 })
    expect(operations(spelling([], { maxDigits: 4 }), 'collect')[0]?.maxDigits).toBe(4)
  })

  it('says how many letters are needed when there are fewer, and starts over', () => {
    const short = spelling(['keys:25', 'finished'])
    expect(heard(short).slice(1)).toEqual([
      'dir-specify_minimum',
      'digits/3',
      'dir-letters_of_person_name',
      'dir-enter_person',
    ])
    // 25 is Al(ex) and Bl(air).
    expect(heard(spelling(['keys:25'], { minDigits: 2 })).at(-1)).toBe('speech')
  })

  it('says when nobody is called that, and starts over', () => {
    const nobody = spelling(['keys:999', 'finished'])
    expect(heard(nobody).slice(1)).toEqual(['dir-no_results_found', 'dir-enter_person'])
  })

  it('gives up after three rounds without a key; 0 gives up at once', () => {
    expect(path(spelling(['silence', 'silence', 'silence']))).toEqual(['directory _', 'hang-up end'])
    expect(path(spelling(['keys:0']))).toEqual(['directory _', 'hang-up end'])
  })
})

describe('directory: one match (M60)', () => {
  it('says the name and asks; 1 connects, anything else starts over', () => {
    const asked = spelling(['keys:253', 'finished'])
    expect(heard(asked).slice(1)).toEqual(['dir-found', 'speech', 'dir-confirm_menu'])
    expect(operations(asked, 'play')[0]?.sounds[1]).toMatchObject({ kind: 'speech', text: 'Alex Example' })
    expect(spelling(['keys:253', 'finished', 'keys:1', 'finished']).question).toMatchObject({
      callflowId: 'callflow-1001',
    })
    for (const other of ['keys:2', 'silence']) {
      expect(heard(spelling(['keys:253', 'finished', other])).at(-1)).toBe('dir-enter_person')
    }
  })

  it('a key during the name counts as the answer', () => {
    expect(spelling(['keys:253', 'keys:1', 'finished']).question).toMatchObject({ callflowId: 'callflow-1001' })
  })

  it('connects at once where no question is wanted', () => {
    const at = spelling(['keys:253'], { confirmMatch: false })
    expect(heard(at).at(-1)).toBe('dir-please_hold')
  })

  it("plays the name recorded for the person's mailbox when there is one", () => {
    const state = [{ key: { scope: 'mailbox', id: 'mailbox-1001', name: 'spoken-name' }, value: true }] as const
    const kept = [{ kind: 'mailbox-name', id: 'mailbox-1001' }] as const
    const asked = spelling(['keys:253', 'finished'], {}, { world: { state, kept } })
    expect(heard(asked).slice(1)).toEqual(['dir-found', 'kept', 'dir-confirm_menu'])
  })

  it('falls back to speech when the recording is lost', () => {
    const state = [{ key: { scope: 'mailbox', id: 'mailbox-1001', name: 'spoken-name' }, value: true }] as const
    const asked = spelling(['keys:253', 'missing', 'finished'], {}, { world: { state } })
    expect(heard(asked).slice(1)).toEqual(['dir-found', 'kept', 'dir-found', 'speech', 'dir-confirm_menu'])
  })
})

describe('directory: several matches (M60)', () => {
  // 392 is Exa(mple), the last name of all three.
  const several = (...choices: string[]) => spelling(['keys:392', 'finished', ...choices])

  it('reads them in order with their numbers; 2 goes on, 1 connects', () => {
    expect(heard(several()).slice(1)).toEqual(['dir-result_number', 'digits/1', 'speech', 'dir-result_menu'])
    const second = several('keys:2', 'finished')
    expect(since(heard(second), 'dir-result_number')).toEqual([
      'dir-result_number',
      'digits/2',
      'speech',
      'dir-result_menu',
    ])
    expect(several('keys:2', 'finished', 'keys:1', 'finished').question).toMatchObject({ callflowId: 'callflow-1002' })
  })

  it('3 starts over, and so does the end of the list', () => {
    expect(heard(several('keys:3')).at(-1)).toBe('dir-enter_person')
    const allHeard = several('keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished')
    expect(heard(allHeard).slice(-2)).toEqual(['dir-no_more_results', 'dir-enter_person'])
  })

  it('says when a key means nothing, and asks again', () => {
    const again = several('keys:9', 'finished', 'finished')
    expect(heard(again)).toContain('dir-invalid_key')
    expect(heard(again).at(-1)).toBe('dir-result_menu')
  })
})

describe('directory: where people are reached (M61)', () => {
  it("each entry leads to its own callflow, the executive's to the assistant's", () => {
    const fields = { entries: [entry('1001', 'callflow-1003')] }
    const connected = spelling(['keys:253', 'keys:1', 'finished'], fields)
    expect(connected.question).toMatchObject({ callflowId: 'callflow-1003' })
  })

  it('a person without a callflow that exists leaves by "_"', () => {
    for (const callflowId of [null, 'nothing']) {
      const lost = spelling(['keys:253', 'keys:1', 'finished'], { entries: [entry('1001', callflowId)] })
      expect(path(lost)).toEqual(['directory _', 'hang-up end'])
    }
  })
})

import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, heard } from '../../rehearse/small-design.ts'

// What the rows M59-M61 promise is tested in tests/conformance/rows/a8-directory.test.ts.

/** Alex, Blair and Casey Example. */
function spelling(choices: readonly string[], about: CallAbout = {}) {
  const entries = ['1001', '1002', '1003'].map((extension) => ({
    userId: `user-${extension}`,
    callflowId: `callflow-${extension}`,
  }))
  const staff = makeDocument('directory', { id: 'staff', name: 'Staff', entries })
  const nodes = { directory: { directoryId: 'staff' } }
  return call([drawFlow({ nodes })], choices, { ...about, documents: [staff] })
}

describe('directory', () => {
  it('a key during the name counts as the answer', () => {
    expect(spelling(['keys:253', 'keys:1', 'finished']).question).toMatchObject({ callflowId: 'callflow-1001' })
  })

  it('falls back to speech when the recording is lost', () => {
    const state = [{ key: { scope: 'mailbox', id: 'mailbox-1001', name: 'spoken-name' }, value: true }] as const
    const asked = spelling(['keys:253', 'missing', 'finished'], { world: { state } })
    expect(heard(asked).slice(1)).toEqual(['dir-found', 'kept', 'dir-found', 'speech', 'dir-confirm_menu'])
  })

  it('says when a key means nothing, and asks again', () => {
    const again = spelling(['keys:392', 'finished', 'keys:9', 'finished', 'finished'])
    expect(heard(again)).toContain('dir-invalid_key')
    expect(heard(again).at(-1)).toBe('dir-result_menu')
  })

  it('ends the entry with #, and the call of a machine that keys anything after 25 searches', () => {
    expect(heard(spelling(['keys:253#', 'finished']))).toContain('dir-found')
    const machine = spelling(Array.from({ length: 25 }, () => ['keys:999#', 'finished']).flat())
    expect(machine.ended?.reason).toBe('hung-up')
  })
})

import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { choose, startRehearsal } from '../../rehearse/rehearsal.ts'
import { colleagues, drawFlow, fridayNoonMs, heard, insideCaller } from '../../rehearse/small-design.ts'

const box = makeDocument('mailbox', { id: 'box', name: 'Box', number: '8102' })
const code = { ...drawFlow({ nodes: { 'direct-to-voicemail': {} } }), patterns: ['^\\*\\*([0-9]*)$'] }

const dialling = (dialled: string, choices: readonly string[] = []) =>
  choices.reduce(
    choose,
    startRehearsal(snapshotOf([...colleagues, box, code]), {
      dialled,
      caller: insideCaller('1001'),
      startMs: fridayNoonMs,
    }),
  )

describe('direct to voicemail (B3 **box)', () => {
  it('greets for the box whose number was dialled, without ringing anybody', () => {
    expect(heard(dialling('**8102')).slice(0, 2)).toEqual(['vm-person', 'digits 8102'])
  })

  it('asks for the number when none was dialled or nobody has it', () => {
    expect(heard(dialling('**'))).toEqual(['vm-enter_id'])
    expect(heard(dialling('**999', ['keys:8102#']))[1]).toBe('vm-person')
  })

  it('takes the message and ends the call', () => {
    const left = dialling('**8102', ['finished', 'finished', 'keys:#', 'keys:1', 'finished'])
    expect(left.world.messagesOf('box')).toMatchObject([{ isNew: true, durationMs: 10_000 }])
    expect(left.ended?.reason).toBe('left-message')
  })
})

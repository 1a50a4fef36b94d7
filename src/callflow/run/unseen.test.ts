import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { call, drawFlow, insideCaller, outsideCaller } from '../rehearse/small-design.ts'

const box = makeDocument('mailbox', { id: 'box', name: 'Box', pin: '471123', ownerId: 'user-1001', isSetUp: true })
const flow = drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })

describe('secrets in a trace', () => {
  it('a PIN keyed to log in is not there', () => {
    const loggedIn = call([flow], ['keys:471123#'], { caller: outsideCaller, documents: [box] })
    expect(loggedIn.question?.operation.kind).toBe('collect')
    const text = JSON.stringify(loggedIn.trace)
    expect(text).not.toContain('471123')
    expect(text).toContain('••••')
  })

  it('nor is a new one, keyed, stored and read again', () => {
    const caller = insideCaller('1001')
    const choices = ['keys:5', 'keys:3', 'keys:258025#', 'keys:258025#', 'finished', 'keys:6', 'finished']
    const changed = call([flow], choices, { caller, documents: [box] })
    expect(changed.world.readState({ scope: 'mailbox', id: 'box', name: 'pin' })).toBe('258025')
    expect(JSON.stringify(changed.trace)).not.toMatch(/258025|471123/)
  })

  it('nor is the PIN that records a greeting, keyed into a menu', () => {
    const menu = makeDocument('menu', { id: 'menu', name: 'Menu', recordPin: '4711', recordFromOutside: true })
    const keyed = call([drawFlow({ nodes: { menu: { menuId: 'menu' } } })], ['keys:4711'], { documents: [menu] })
    expect(keyed.question?.operation.kind).toBe('play')
    expect(JSON.stringify(keyed.trace)).not.toContain('4711')
  })

  it('other keys are', () => {
    const asked = call([drawFlow({ nodes: { 'check-voicemail': {} } })], ['keys:8102#'])
    expect(JSON.stringify(asked.trace)).toContain('8102')
  })

  it('what lets the call in at a web server is not, other headers are', () => {
    const headers = ['Authorization=Bearer 471123', 'X-Api-Key = 258025', 'X-Shop=north']
    const told = call(
      [drawFlow({ nodes: { webhook: { url: 'https://me:471123@hooks.example.test/in', headers } } })],
      [],
    )
    const text = JSON.stringify(told.trace)
    expect(text).not.toMatch(/471123|258025/)
    expect(text).toContain('hooks.example.test/in')
    expect(text).toContain('north')
  })
})

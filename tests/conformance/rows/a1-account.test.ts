import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { referencesOf } from '../../../src/callflow/modules/document-references.ts'
import { effectiveCallerId } from '../../../src/callflow/numbering/caller-id.ts'
import { call, colleagues, company, drawFlow, heard, path } from '../../../src/callflow/rehearse/small-design.ts'

describe('A1: what an account holds', () => {
  it('M3: given three caller IDs of the account, when a phone without its own calls, then each reason has its pair', () => {
    const account = company({
      callerIds: {
        internal: { name: 'Inside', number: '8000' },
        external: { name: 'Northwind', number: '+16045550100' },
        emergency: { name: 'Northwind, 1 Main St', number: '+16045550111' },
      },
    })
    const design = snapshotOf([account, makeDocument('device', { id: 'lobby', name: 'Lobby' })])
    const shown = (reason: 'internal' | 'external' | 'emergency') =>
      effectiveCallerId(design, { deviceId: 'lobby' }, reason)
    expect(shown('internal')).toMatchObject({ name: 'Inside', number: '8000' })
    expect(shown('external')).toMatchObject({ name: 'Northwind', number: '+16045550100' })
    expect(shown('emergency')).toMatchObject({ number: '+16045550111' })
  })

  const menuOf = (greetingId: string) => makeDocument('menu', { id: 'menu', name: 'Menu', greetingId, timeoutSec: 3 })
  const line = (id: string) =>
    drawFlow({ id, nodes: { menu: { menuId: 'menu' }, 'hang-up': {} }, wires: ['menu 1 hang-up', 'menu _ hang-up'] })

  it('M16: given a menu that two callflows use, when its greeting is changed in the menu, then callers of both hear the new one in a rehearsal', () => {
    const first = (flow: string, greeting: string) =>
      heard(call([line(flow)], ['keys:1'], { documents: [menuOf(greeting)] }))[0]
    expect([first('day', 'old'), first('day', 'new'), first('night', 'new')]).toEqual(['old', 'new', 'new'])
  })

  it('M17: given one recording, when a menu, a step and a mailbox use it, then each is found by what refers to it', () => {
    const users = [
      menuOf('hello'),
      drawFlow({ nodes: { 'play-media': { mediaId: 'hello' } } }),
      makeDocument('mailbox', { id: 'box', name: 'Box', greetingId: 'hello' }),
      makeDocument('mailbox', { id: 'other', name: 'Other' }),
    ]
    const using = users.filter((document) => referencesOf(document).some(({ toId }) => toId === 'hello'))
    expect(using.map(({ id }) => id)).toEqual(['menu', 'flow', 'box'])
  })

  it('M20: given a directory that callflows share, when somebody is taken out of it, then no caller finds them in a rehearsal', () => {
    const flow = drawFlow({
      nodes: { directory: { directoryId: 'staff' }, 'hang-up': {} },
      wires: ['directory _ hang-up'],
    })
    const entry = (extension: string) => ({ userId: `user-${extension}`, callflowId: `callflow-${extension}` })
    const spelled = (...extensions: string[]) => {
      const staff = makeDocument('directory', { id: 'staff', name: 'Staff', entries: extensions.map(entry) })
      return call([flow], ['keys:253'], { documents: [...colleagues, staff] })
    }
    expect(heard(spelled('1001', '1002'))).not.toContain('dir-no_results_found')
    expect(heard(spelled('1002'))).not.toEqual(heard(spelled('1001', '1002')))
    expect(path(spelled('1002'))).toEqual([])
  })
})

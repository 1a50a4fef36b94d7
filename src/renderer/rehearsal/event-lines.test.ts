import { describe, expect, it } from 'vitest'
import de from '../../../resources/prompts/de/prompts.json' with { type: 'json' }
import es from '../../../resources/prompts/es/prompts.json' with { type: 'json' }
import fr from '../../../resources/prompts/fr/prompts.json' with { type: 'json' }
import { makeDocument } from '../../callflow/design/document.ts'
import { call, drawFlow, insideCaller } from '../../callflow/rehearse/small-design.ts'
import { linesOf } from './event-lines.ts'

describe('the trace as it is shown', () => {
  const ringing = (nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
    const names = [...Object.keys(nodes), 'user']
    const wires = names.slice(1).map((name, index) => `${names[index]} _ ${name}`)
    return linesOf(call([drawFlow({ nodes: { ...nodes, user: { userId: 'user-1001' } }, wires })], []))
  }
  const shown = (lines: ReturnType<typeof linesOf>) =>
    lines.filter(({ text }) => text.startsWith('Shown as the caller'))

  it('M24b: given edits of the caller ID, when phones ring, then it says what they show and which edit made it so', () => {
    const lines = ringing({ prepend: { namePrefix: 'GEN ' }, 'set-caller-id': { number: '8000' } })
    expect(shown(lines).map(({ text }) => text)).toEqual([
      'Shown as the caller: Customer +16045550177, with the prefix GEN Customer +16045550177, replaced GEN Customer 8000',
    ])
  })

  it('M24b: given no edits, when phones ring, then it says what they show', () => {
    expect(shown(ringing({})).map(({ text }) => text)).toEqual(['Shown as the caller: Customer +16045550177'])
  })

  it('M18: given a German account, a step that sets French and one’s own recording, when prompts play, then each says what is heard', () => {
    const flow = drawFlow({
      nodes: { menu: { menuId: 'menu' }, language: { language: 'fr' }, 'menu:again': { menuId: 'menu' } },
      wires: ['menu _ language', 'language _ menu:again'],
    })
    const documents = [
      makeDocument('account', {
        id: 'account',
        name: 'Büro',
        language: 'de-CH',
        prompts: { 'fr/menu-exit': 'own' },
      }),
      makeDocument('media', { id: 'own', name: 'Au revoir à tous' }),
      makeDocument('menu', { id: 'menu', name: 'Menu', retries: 1 }),
    ]
    const round = ['keys:9', 'finished', 'finished', 'finished']
    const played = linesOf(call([flow], [...round, ...round], { documents })).flatMap(({ text }) =>
      text.startsWith('Playing "') ? [text.slice('Playing '.length)] : [],
    )
    expect(played).toEqual([
      `"${de['menu-invalid_entry']}"`,
      `"${de['menu-exit']}"`,
      `"${de['menu-transferring_call']}"`,
      `"${fr['menu-invalid_entry']}"`,
      '"Au revoir à tous"',
      `"${fr['vm-goodbye']}"`,
    ])
  })

  it('M18: given a colleague with a language of their own, when a prompt plays, then it is in that', () => {
    const flow = drawFlow({ nodes: { menu: { menuId: 'menu' } } })
    const documents = [
      makeDocument('menu', { id: 'menu', name: 'Menu', retries: 1 }),
      makeDocument('user', { id: 'user-1001', name: 'Ana', extension: '1001', language: 'es' }),
    ]
    const lines = linesOf(call([flow], ['keys:9'], { documents, caller: insideCaller('1001') }))
    expect(lines.map(({ text }) => text)).toContain(`Playing "${es['menu-invalid_entry']}"`)
  })

  it('gives every line a key of its own', () => {
    const keys = ringing({ prepend: { namePrefix: 'GEN ' } }).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

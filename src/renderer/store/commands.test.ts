import { afterEach, describe, expect, it } from 'vitest'
import { type Command, commandFor, registerCommands, runCommand, useCommandStore } from './commands.ts'

const command = (part: Partial<Command> & { id: string }): Command => ({
  label: part.id,
  group: 'Test',
  run: () => undefined,
  ...part,
})
const press = (key: string) => ({ key, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false })

describe('commands', () => {
  const ends: (() => void)[] = []
  afterEach(() => {
    for (const end of ends.splice(0)) end()
  })

  it('are there as long as whoever registered them', () => {
    const end = registerCommands([command({ id: 'a' })])
    expect(useCommandStore.getState().commands.has('a')).toBe(true)
    end()
    expect(useCommandStore.getState().commands.has('a')).toBe(false)
  })

  it("of an earlier page do not take a later page's command away with them", () => {
    const endFirst = registerCommands([command({ id: 'page.create' })])
    const second = command({ id: 'page.create' })
    ends.push(registerCommands([second]))
    endFirst()
    expect(useCommandStore.getState().commands.get('page.create')).toBe(second)
  })

  it('registered last take a key over', () => {
    const found = commandFor(
      [command({ id: 'old', shortcut: 'n' }), command({ id: 'new', shortcut: 'n' })],
      press('n'),
      false,
    )
    expect(found?.id).toBe('new')
  })

  it('leave keys to a text field unless they say otherwise', () => {
    const list = [command({ id: 'plain', shortcut: 'n' }), command({ id: 'search', shortcut: 'k', inFields: true })]
    expect(commandFor(list, press('n'), true)).toBeUndefined()
    expect(commandFor(list, press('k'), true)?.id).toBe('search')
  })

  it('that are not enabled neither run nor take a key', () => {
    let runs = 0
    const off = command({ id: 'off', shortcut: 'x', isEnabled: () => false, run: () => runs++ })
    ends.push(registerCommands([off]))
    runCommand('off')
    expect(runs).toBe(0)
    expect(commandFor([off], press('x'), false)).toBeUndefined()
  })
})

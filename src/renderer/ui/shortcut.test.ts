import { describe, expect, it } from 'vitest'
import { type KeyPress, matchesShortcut, shortcutKeys } from './shortcut.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('shortcuts', () => {
  it('take Command on a Mac and Control elsewhere for "mod"', () => {
    expect(matchesShortcut('mod+k', press('k', { metaKey: true }), true)).toBe(true)
    expect(matchesShortcut('mod+k', press('k', { ctrlKey: true }), true)).toBe(false)
    expect(matchesShortcut('mod+k', press('k', { ctrlKey: true }), false)).toBe(true)
  })

  it('tell undo from redo by Shift', () => {
    const redo = press('Z', { ctrlKey: true, shiftKey: true })
    expect(matchesShortcut('mod+z', redo, false)).toBe(false)
    expect(matchesShortcut('mod+shift+z', redo, false)).toBe(true)
  })

  it('take signs however the keyboard makes them', () => {
    expect(matchesShortcut('?', press('?', { shiftKey: true }), false)).toBe(true)
    expect(matchesShortcut('mod++', press('+', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
  })

  it('do not fire while another modifier is held', () => {
    expect(matchesShortcut('n', press('n', { ctrlKey: true }), false)).toBe(false)
    expect(matchesShortcut('n', press('n', { altKey: true }), false)).toBe(false)
  })

  it('are printed with the signs of the machine', () => {
    expect(shortcutKeys('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(shortcutKeys('mod+enter', false)).toEqual(['Ctrl', '↵'])
  })
})
